import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';

const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The document, or an exception where the text is not well-formed or holds a character that XML 1.0 excludes. */
export function parseXml(text: string): ReturnType<DOMParser['parseFromString']> {
  const wrong = NOT_XML.exec(text);
  if (wrong !== null) throw new Error(`not an XML character at ${wrong.index}`);
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
}
