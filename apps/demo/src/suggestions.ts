import type { ServerReport } from './useServerHealth.ts';

const anything = [
  'hello, how are you?',
  'what is twelve times seven?',
  'my name is Ada',
  'what time is it?',
  'tell me a joke',
  'what did I say?',
];

const offline = ['hello', 'tell me a joke', 'what time is it?', 'who are you?'];

/** Where to look in a long list for a first taste: one of each kind. */
const tastes = [/how are you/, /^what is \w+ \w+ \w+$/, /my name is/, /time/, /joke$/, /i like/];

/** A few things to say that the server is sure to understand. */
export function suggestions(report: ServerReport): readonly string[] {
  if (report.status === 'offline') return offline;
  if (report.status !== 'known' || report.health.vocabulary !== 'phrases') return anything;
  const { phrases } = report.health;
  const found = tastes.flatMap((taste) => phrases.find((phrase) => taste.test(phrase)) ?? []);
  return found.length > 0 ? [...new Set(found)] : phrases.slice(0, tastes.length);
}
