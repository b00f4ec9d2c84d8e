import { RestError } from './rest-error.ts';

/** The most entries of each list that a client gives, by its field. */
export const longestLists: Readonly<Record<string, number>> = {
  tools: 50,
  builtin_tools: 10,
  webhooks: 5,
  events: 10,
};

/** The most characters of each text that goes along with every Chat, by its field. */
const longestTexts: Readonly<Record<string, number>> = {
  text: 100_000,
  parameters: 32_000,
  description: 4000,
  version_description: 4000,
  fallback_content: 4000,
  model_resource: 4000,
  url: 4000,
  name: 1000,
};

/** Longer lists that a newer client sends are not looked into. */
const longestUnknown = 100;
/** Nor objects with more fields than these: each that is not known costs another look at all of it. */
const mostFields = 200;
/** Lists lie in lists no deeper than this in any body. */
const deepest = 4;

/**
 * Whether lists and texts are of a size that every answer and every Chat can bear. Looked at before anything else is: to
 * check what is too much takes long, too.
 *
 * @throws RestError 400, which names the field.
 */
export function checkSizes(body: object, depth = 0): void {
  const fields = Object.entries(body);
  if (!Array.isArray(body) && fields.length > mostFields) {
    throw RestError.badRequest(`There may be no more than ${String(mostFields)} fields.`);
  }
  for (const [field, value] of fields) {
    const mostEntries = longestLists[field];
    const mostCharacters = longestTexts[field];
    if (Array.isArray(value) && value.length > (mostEntries ?? longestUnknown)) {
      // What is not known is left out, and looked at no further.
      if (mostEntries === undefined) continue;
      throw RestError.badRequest(
        `${field}: there may be no more than ${String(mostEntries)} of them.`,
      );
    }
    if (
      typeof value === 'string' &&
      mostCharacters !== undefined &&
      value.length > mostCharacters
    ) {
      throw RestError.badRequest(
        `${field}: it may have no more than ${String(mostCharacters)} characters.`,
      );
    }
    if (typeof value === 'object' && value !== null && depth < deepest) {
      checkSizes(value as object, depth + 1);
    }
  }
}

/** Whether nothing in a list is there twice. @throws RestError 400, which names the field. */
export function checkOnce(field: string, keys: readonly string[]): void {
  if (new Set(keys).size < keys.length) {
    throw RestError.badRequest(`${field}: each may be named once.`);
  }
}
