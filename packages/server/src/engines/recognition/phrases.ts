import { numberToWords } from '../../text/numbers.ts';

/** What can be said to a recogniser that knows no more than a list. `<name>` stands for any entry of that slot. */
export interface Phrases {
  /** The sentences, lower case, without punctuation. */
  phrases: readonly string[];
  /** What may stand in the sentences' places. */
  slots: Readonly<Record<string, readonly string[]>>;
}

const words = (text: string) => text.trim().split(/\s+/);

/** Everything the built-in partner has an answer to, as a closed list. All of its words are in the recogniser's dictionary. */
export const partnerPhrases: Phrases = {
  phrases: [
    'hello',
    'hello there',
    'hi there',
    'good morning',
    'good afternoon',
    'good evening',
    'how are you',
    'how are you today',
    'how are you doing',
    'hello how are you',
    'hello there how are you today',
    'i am fine',
    'i am fine thank you',
    'i am happy',
    'i am tired',
    'i am sad',
    'my name is <name>',
    'hello my name is <name>',
    'what is my name',
    'do you know my name',
    'what is your name',
    'who are you',
    'what are you',
    'are you a robot',
    'are you human',
    'what time is it',
    'what is the time',
    'what day is it',
    'what day is it today',
    'what is the date today',
    'what is <number> <operator> <number>',
    'how much is <number> <operator> <number>',
    'i like <thing>',
    'what do i like',
    'my favorite color is <color>',
    'what is my favorite color',
    'please remember the <object>',
    'what did i ask you to remember',
    'what do you remember',
    'what did i say',
    'what did you say',
    'say that again',
    'please repeat that',
    'tell me a joke',
    'tell me another joke',
    'what can you do',
    'what can i say',
    'can you help me',
    'tell me a long story',
    'thank you',
    'thank you very much',
    'yes please',
    'no thank you',
    'stop',
    'please stop',
    'wait a moment',
    'goodbye',
    'goodbye for now',
    'good night',
    'see you later',
  ],
  slots: {
    name: words(`
      alex alice amy andrea andrew anna anthony barbara ben brian carol caroline charles chris christine daniel david
      diana edward elizabeth emily emma eric frank george grace hannah helen henry jack jacob james jane jason jennifer
      jessica john joseph julia karen kate kevin laura lisa lucas lucy maria mark martin mary matthew michael nancy
      nicholas nina oliver olivia patrick paul peter rachel rebecca richard robert ryan samuel sandra sarah sophia
      stephen susan thomas victoria william`),
    number: Array.from({ length: 101 }, (_, value) => numberToWords(value)),
    operator: ['plus', 'minus', 'times', 'divided by'],
    thing: words(`
      apples books cats chocolate coffee cooking dancing dogs football gardening horses music painting pizza reading
      running singing swimming tea walking`),
    color: words('black blue brown green orange pink purple red white yellow'),
    object: words('bread homework keys letter medicine meeting milk password umbrella'),
  },
};
