import { describe, expect, it } from '@jest/globals';
import { literalSetting } from './literal-settings.js';

describe('literalSetting', () => {
  it.each([
    ['XML', '<server><password>${env.NEXUS}</password></server>', 'Qm7vT2-xLd94'],
    ['npm', '//registry.example/:_authToken=${NPM_TOKEN}', 'q7Vd2Lk9-Zw41'],
    ['netrc', 'machine git.acme.dev login bot password $GIT_PASSWORD', 'Qm7vT2-xLd94'],
    ['Docker', '{"auths": {"registry.example": {"auth": "$AUTH"}}}', 'Ym90OlFtN3ZUMi14TGQ5NA=='],
    ['properties', 'db.user=it\ndb.password=${DB_PASSWORD}', 'Tr0ub4dor-9931'],
    ['YAML', 'database:\n  password: "$DB_PASSWORD"', 'Tr0ub4dor-9931'],
  ])('finds the value in a file of %s, and not the variable', (_form, good, value) => {
    expect(literalSetting(good)).toBeNull();
    expect(literalSetting(good.replace(/\$\{[^}]*\}|\$\w+/, value))).not.toBeNull();
  });

  it('takes the name of a Secret for no credential', () => {
    expect(literalSetting('existingSecret: postgres-login\ntokenSecret: ci-bot')).toBeNull();
  });
});
