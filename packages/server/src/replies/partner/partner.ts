import { answerSum } from './arithmetic.ts';
import { replyWithTools } from './partner-tools.ts';
import { plainWords } from '../../text/plain-words.ts';
import type { Occasion, ReplyRequest, Responder } from '../responder.ts';
import type { Turn } from '../../base/conversation-turn.ts';

/**
 * The built-in responder: rules, no language model. It holds a short exchange, remembers what was said in it, and says
 * what it is. It works on words without case or punctuation, as recognisers write them, and all it knows is in the
 * history it is given, so a resumed Chat goes on where it ended.
 */
export function createPartner(): Responder {
  return {
    name: 'partner',
    reply: (request) =>
      request.occasion === undefined
        ? (replyWithTools(request, () => answer(request)) ?? [answer(request)])
        : [occasions[request.occasion]],
  };
}

const occasions: Readonly<Record<Occasion, string>> = {
  'new-chat': 'Hello! I am the practice partner of Viva Voce. What is your name?',
  nudge: 'Are you still there? Ask me what I can do.',
  inactivity:
    'I have not heard from you for a while, so I will end this call soon. Say something to go on.',
  'max-duration': 'Our time is up. Goodbye!',
};

/** What the partner says. */
export function answer(request: ReplyRequest): string {
  if (request.unheard === 'no-recogniser') {
    return 'I heard you speak, but there is no speech recogniser on this machine, so I do not know your words. You can type to me.';
  }
  if (request.unheard === 'unclear') {
    return "Sorry, I didn't get that. Could you say it again, or type it?";
  }
  const said = remembered(request.history);
  const conversation: Conversation = { ...request, said, text: said.at(-1) ?? '' };
  const greeted = greeting.exec(conversation.text);
  const rest = greeted ? conversation.text.slice(greeted[0].length).trim() : conversation.text;
  const found = ruleFor({ ...conversation, text: rest });
  if (greeted && rest === '') return hello(conversation);
  if (found === undefined) return unknown(rest);
  return greeted ? `Hello! ${found}` : found;
}

/** What the user said, oldest first, in plain words: as much as can be looked through for every answer. */
function remembered(history: readonly Turn[]): string[] {
  const said: string[] = [];
  let left = mostRemembered;
  for (let i = history.length - 1; i >= 0 && left > 0; i--) {
    const turn = history[i];
    if (turn?.role !== 'user') continue;
    const text = turn.text.slice(0, longestHeard);
    left -= text.length;
    said.push(plainWords(text));
  }
  return said.reverse();
}

interface Conversation extends ReplyRequest {
  /** What the user said, oldest first, in plain words. */
  said: readonly string[];
  /** What to answer, in plain words. */
  text: string;
}

interface Rule {
  pattern: RegExp;
  answer: (conversation: Conversation, words: readonly string[]) => string | undefined;
}

/** So far back it remembers, in characters of what the user said. */
const mostRemembered = 20_000;
/** What goes on behind this is not listened to. */
const longestHeard = 2000;

const greeting = /^(?:hello|hi|hey|good (?:morning|afternoon|evening))(?: there)?\b/;
const namePattern = /\b(?:my name is|call me|i am called) (?!what\b)([\p{L}]+)/u;
const likePattern = /\bi (?:really )?(?:like|love) (?!to know\b)(.+)$/;
const colorPattern = /\bmy favou?rite (colou?r|food|animal|book|song|city) is (.+)$/;
const rememberPattern = /\bremember (?:that |the |this )?(.+)$/;
const notAsked = /\b(?:what|do you|did i|can you)\b/;

const jokes = [
  'Why did the developer go broke? Because she used up all her cache.',
  'There are ten kinds of people. Those who understand binary, and those who do not.',
  'I would tell you a joke about silence, but you would not hear it.',
  'Why do microphones make good friends? They always listen, and they never mute you. Well, almost never.',
];

const story = [
  'Once there was a small machine that wanted to hold a conversation.',
  'It had no internet and no key, only a few rules and a voice from long ago.',
  'Every morning somebody typed one command, and the machine woke up and said hello.',
  'At first it understood only greetings, and it was proud of every one of them.',
  'Then it learned to add, and it added everything that people asked it to add.',
  'One day somebody spoke in the middle of its sentence, and it stopped at once to listen.',
  'That, it found, was the best thing it had ever learned.',
];

// The first rule that fits and has an answer gives it.
const rules: readonly Rule[] = [
  { pattern: /\b(?:goodbye|good bye|bye|see you|good night|farewell)\b/, answer: farewell },
  { pattern: /\b(?:what is|do you (?:know|remember)|tell me) my name\b/, answer: recallName },
  { pattern: namePattern, answer: (_, [, name]) => `Nice to meet you, ${capital(name)}.` },
  { pattern: /\bwhat (?:do i (?:like|love)|are my hobbies)\b/, answer: recallLike },
  { pattern: /\bwhat is my favou?rite (\w+)/, answer: recallFavourite },
  {
    pattern: /\bwhat (?:did i ask you to remember|do you remember|should you remember)\b/,
    answer: recallMemory,
  },
  { pattern: /\bwhat did i (?:just )?say\b/, answer: recallLast },
  { pattern: /\b(?:what did you say|say (?:that|it) again|repeat|pardon)\b/, answer: again },
  { pattern: /./, answer: ({ text }) => answerSum(text) },
  {
    pattern: /\b(?:time is it|is the time|the time)\b/,
    answer: ({ now }) => `It is ${clock(now)}.`,
  },
  {
    pattern: /\b(?:what day|the date|today is|date today)\b/,
    answer: ({ now }) => `Today is ${date(now)}.`,
  },
  { pattern: /\bjoke\b|\bmake me laugh\b/, answer: joke },
  { pattern: /\bstory\b/, answer: () => story.join(' ') },
  {
    pattern:
      /\b(?:who are you|what are you|your name|are you (?:a |an )?(?:robot|human|machine|computer|person|real|ai))\b/,
    answer: () =>
      'I am the practice partner of Viva Voce. I am a few rules and a synthetic voice on your own machine, not a person and not a language model.',
  },
  {
    pattern: /\bwhat (?:can you do|can i say|do you know)\b|\bhelp\b/,
    answer: () =>
      'Ask me the time, a small sum, or a joke. Tell me your name or what you like, and ask me for it later.',
  },
  {
    pattern: /\b\w+ are you(?: today| doing| feeling)?$|\bhow is it going\b/,
    answer: () => 'I am doing well, thank you. How are you?',
  },
  {
    pattern: /\bi am (?:very |really |so )?(?:fine|good|well|great|happy|okay|ok|alright)\b/,
    answer: () => 'I am glad to hear that.',
  },
  {
    pattern: /\bi am (?:very |really |so )?(?:sad|tired|bad|ill|sick|angry|unhappy)\b/,
    answer: () => 'I am sorry to hear that. I hope it gets better soon.',
  },
  {
    pattern: colorPattern,
    answer: (_, [, what, value]) =>
      `I will remember that your favorite ${what ?? ''} is ${value ?? ''}.`,
  },
  { pattern: likePattern, answer: (_, [, what]) => `I will remember that you like ${what ?? ''}.` },
  {
    pattern: rememberPattern,
    answer: ({ text }, [, what]) =>
      notAsked.test(text) ? undefined : `I will remember: ${mirrored(what ?? '')}.`,
  },
  { pattern: /\bthank(?:s| you)\b/, answer: () => 'You are welcome.' },
  {
    pattern: /^(?:please )?(?:stop|wait|be quiet|quiet)\b/,
    answer: () => 'All right. I am listening.',
  },
  {
    pattern: /^(?:yes|yeah|yep|sure|okay|ok|no|nope)\b/,
    answer: () => 'All right. What else would you like to talk about?',
  },
];

function ruleFor(conversation: Conversation): string | undefined {
  for (const rule of rules) {
    const words = rule.pattern.exec(conversation.text);
    const found = words ? rule.answer(conversation, words) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function hello(conversation: Conversation): string {
  const name = nameOf(conversation);
  return name === undefined
    ? occasions['new-chat']
    : `Hello again, ${name}. What can I do for you?`;
}

function farewell(conversation: Conversation): string {
  const name = nameOf(conversation);
  return name === undefined
    ? 'Goodbye! It was nice talking to you.'
    : `Goodbye, ${name}! It was nice talking to you.`;
}

function unknown(text: string): string {
  if (text === '') return 'I did not get any words. Could you say it again?';
  const quoted = text.length > 60 ? 'that' : `"${text}"`;
  return `I have no rule for ${quoted}. I am only a small practice partner. Ask me what I can do.`;
}

function nameOf({ said }: Conversation): string | undefined {
  const name = lastMatch(said, namePattern)?.[1];
  return name === undefined ? undefined : capital(name);
}

function recallName(conversation: Conversation): string {
  const name = nameOf(conversation);
  return name === undefined ? 'You have not told me your name yet.' : `Your name is ${name}.`;
}

function recallLike({ said }: Conversation): string {
  const liked = lastMatch(said, likePattern)?.[1];
  return liked === undefined
    ? 'You have not told me what you like yet.'
    : `You told me that you like ${liked}.`;
}

function recallFavourite({ said }: Conversation, [, what]: readonly string[]): string {
  const told = said.map((text) => colorPattern.exec(text)).filter((match) => match?.[1] === what);
  const value = told.at(-1)?.[2];
  return value === undefined
    ? `You have not told me your favorite ${what ?? 'one'} yet.`
    : `Your favorite ${what ?? 'one'} is ${value}.`;
}

function recallMemory({ said }: Conversation): string {
  const asked = said.filter((text) => !notAsked.test(text));
  const memory = lastMatch(asked, rememberPattern)?.[1];
  return memory === undefined
    ? 'You have not asked me to remember anything yet.'
    : `You asked me to remember: ${mirrored(memory)}.`;
}

function recallLast({ said }: Conversation): string {
  const last = said.at(-2);
  return last === undefined || last === ''
    ? 'You have not said anything before that.'
    : `You said: ${last}.`;
}

function again({ history }: Conversation): string {
  const last = history.filter(({ role }: Turn) => role === 'assistant').at(-1);
  return last === undefined ? 'I have not said anything yet.' : `I said: ${last.text}`;
}

function joke({ history }: Conversation): string {
  const told = history.filter(
    ({ role, text }) => role === 'assistant' && jokes.includes(text),
  ).length;
  return jokes[told % jokes.length] ?? '';
}

function lastMatch(texts: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  for (const text of texts.toReversed()) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return undefined;
}

// What the user says of himself, said back to him.
function mirrored(text: string): string {
  const mirror: Record<string, string> = {
    i: 'you',
    my: 'your',
    me: 'you',
    am: 'are',
    mine: 'yours',
  };
  return text.replace(/\b(?:i|my|me|am|mine)\b/g, (word) => mirror[word] ?? word);
}

function capital(name: string | undefined): string {
  return name === undefined ? '' : name.charAt(0).toUpperCase() + name.slice(1);
}

function clock(now: Date): string {
  return now
    .toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })
    .replace(/\s/gu, ' ');
}

function date(now: Date): string {
  return now.toLocaleDateString('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    year: 'numeric',
  });
}
