import { plainWords } from '../../text/plain-words.ts';
import type { ReplyRequest, ToolBox, ToolOutcome } from '../responder.ts';
import { nameWords, toolWish } from './tool-wish.ts';
import type { ToolWish } from './tool-wish.ts';

/** Longer answers of a tool are cut: nobody listens to a page of JSON. */
const longestResult = 400;
/** A wish that goes on behind this is not read to its end. */
const longestWish = 1000;
const farewell = /\b(?:goodbye|good bye|bye|see you|good night|farewell|hang up|end the call)\b/;
const search = /\b(?:search|look up|google)\b(?: (?:the web|the internet|online|for|about))* (.+)$/;

/**
 * What the partner does with the tools it is given: a sentence that names one calls it. `say` is what it says without.
 *
 * @returns undefined when no tool is asked for.
 */
export function replyWithTools(
  request: ReplyRequest,
  say: () => string,
): AsyncIterable<string> | undefined {
  const { tools, history, unheard } = request;
  const text = history.findLast(({ role }) => role === 'user')?.text.slice(0, longestWish) ?? '';
  if (tools === undefined || unheard !== undefined) return undefined;
  const builtin = (name: string) =>
    tools.offers.some((offer) => offer.type === 'builtin' && offer.name === name);
  const plain = plainWords(text);
  if (builtin('hang_up') && farewell.test(plain)) return hangUp(tools, say());
  const wish = toolWish(
    text,
    tools.offers.filter(({ type }) => type === 'function'),
  );
  if (wish) return use(tools, wish);
  const query = search.exec(plain)?.[1];
  if (builtin('web_search') && query !== undefined) return searchWeb(tools, query);
  return undefined;
}

async function* hangUp(tools: ToolBox, words: string): AsyncGenerator<string> {
  yield farewell.test(plainWords(words)) ? words : 'All right. Goodbye!';
  await tools.call('hang_up', '{}');
}

async function* use(
  tools: ToolBox,
  { tool, parameters, missing }: ToolWish,
): AsyncGenerator<string> {
  if (missing.length > 0) {
    const names = missing.map((name) => nameWords(name).join(' ')).join(' and the ');
    yield `For that I need the ${names}. Please say it all in one sentence.`;
    return;
  }
  yield told(await tools.call(tool.name, JSON.stringify(parameters)));
}

async function* searchWeb(tools: ToolBox, query: string): AsyncGenerator<string> {
  const outcome = await tools.call('web_search', JSON.stringify({ query }));
  yield outcome.kind === 'failed' && outcome.content === ''
    ? 'I can not search the web here.'
    : told(outcome);
}

function told({ kind, content }: ToolOutcome): string {
  const words = sayable(content);
  if (words !== '') return words;
  return kind === 'answered' ? 'Done.' : 'I am sorry, that did not work.';
}

/** A tool's answer as it can be said: `{"temperature": 20}` becomes "temperature 20". */
function sayable(content: string): string {
  const words = spokenValue(parsed(content)).replace(/\s+/g, ' ').trim();
  const cut = words.length > longestResult ? `${words.slice(0, longestResult).trim()}…` : words;
  return cut === '' || /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

function spokenValue(value: unknown, depth = 0): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object' || value === null || depth > 3) return '';
  if (Array.isArray(value)) return value.map((item) => spokenValue(item, depth + 1)).join(', ');
  return Object.entries(value)
    .map(([name, item]) => `${nameWords(name).join(' ')} ${spokenValue(item, depth + 1)}`.trim())
    .join(', ');
}
