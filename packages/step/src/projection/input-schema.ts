import type { StepDefinition } from '../define.js';
import { defaultText, isOffered, type Input } from '../input.js';

/** JSON Schema (2020-12) of the inputs of a step, as `with:` of its Action takes them: every value is a text. */
export function inputSchema(definition: StepDefinition): Readonly<Record<string, unknown>> {
  const offered = Object.entries<Input>(definition.inputs).filter(([, i]) =>
    isOffered(i, 'action'),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://plumbline.dev/schema/inputs/${definition.name}-v1.json`,
    title: `Inputs of ${definition.name}`,
    type: 'object',
    properties: Object.fromEntries(offered.map(([name, input]) => [name, propertyOf(input)])),
    required: offered.filter(([, input]) => input.required === true).map(([name]) => name),
    additionalProperties: false,
  };
}

function propertyOf(input: Input): Readonly<Record<string, unknown>> {
  const standard = defaultText(input);
  return {
    description: input.description,
    ...shapeOf(input),
    ...(standard === null ? {} : { default: input.kind === 'boolean' ? false : standard }),
  };
}

function shapeOf(input: Input): Readonly<Record<string, unknown>> {
  switch (input.kind) {
    case 'choice':
      return { enum: input.choices };
    case 'boolean':
      return { enum: [true, false, 'true', 'false'] };
    case 'duration':
      return { type: 'string', pattern: '^[1-9][0-9]{0,14}(ms|[smhdw])$' };
    case 'time':
      return { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}(T.+)?$' };
    default:
      return { type: 'string' };
  }
}
