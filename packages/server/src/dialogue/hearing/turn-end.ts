import { plainWords } from '../../text/plain-words.ts';
import type { Transcript } from '../../engines/recognition/recogniser.ts';

/** So much sooner a turn ends after a finished question or command, and so much later after words that can't be an end. In ms. */
const soonerMs = 300;
const laterMs = 700;
/** What a Config may ask for. */
const shortestMs = 500;
const longestMs = 3000;
/** So many words without a verb can be an answer. */
const longestFragment = 4;

/** What a pause after some words is: the end of a turn for sure, perhaps, or none. */
export type TurnEnd = 'finished' | 'possible' | 'unfinished';

/**
 * How long the user is to be silent until the turn has ended, in ms.
 *
 * @param said - the words so far; `awaited` while they are not known, without which nothing can be answered anyway.
 * @param silenceMs - what holds for words that may be an end.
 */
export function silenceAfter(said: Transcript | 'awaited', silenceMs: number): number {
  const latest = Math.min(longestMs, silenceMs + laterMs);
  if (said === 'awaited' || said.kind === 'unclear') return latest;
  const end = said.kind === 'words' ? turnEnd(said.text) : 'possible';
  if (end === 'possible') return silenceMs;
  return end === 'unfinished' ? latest : Math.max(shortestMs, silenceMs - soonerMs);
}

/** Judges the words of English and German, without knowing their grammar: by the words that clauses begin, and can't end, with. */
export function turnEnd(text: string): TurnEnd {
  const all = plainWords(text).split(' ');
  const first = all.findIndex((word) => !openings.has(word));
  const words = first < 0 ? all : all.slice(first);
  const plain = words.join(' ');
  if (whole.has(plain)) return 'finished';
  const language = languageOf(words);
  const question = isQuestion(words, language);
  if (isOpen(words, question, language)) {
    // "Yes, I am." "No, they can't."
    const answer = first > 0 && answers.test(plain);
    return answer ? 'possible' : 'unfinished';
  }
  if (question || (words.length > 1 && command.test(plain))) return 'finished';
  const verbs = words.filter((word) => language.verbs.has(word) || language.auxiliaries.has(word));
  // "If it rains": one clause, and another is to follow.
  const half = verbs.length < 2 && language.subordinating.has(words[0] ?? '');
  const numbers = words.some((word) => isNumber(word, language));
  const fragment = verbs.length === 0 && (all.length > longestFragment || numbers);
  // Who begins with "and" is in the middle of something.
  const amid = all.length > 1 && (all[0] === 'and' || all[0] === 'und');
  return half || fragment || amid ? 'unfinished' : 'possible';
}

interface Language {
  /** No turn ends with one of these. */
  open: ReadonlySet<string>;
  /** Nor with one of these, but for a question: "Where are you from?" */
  prepositions: ReadonlySet<string>;
  /** Nor do three words, but for a question. */
  copulas: ReadonlySet<string>;
  /** A question begins with one of these, */
  asking: ReadonlySet<string>;
  /** or with one of these and whom it is about. */
  auxiliaries: ReadonlySet<string>;
  subjects: ReadonlySet<string>;
  /** A clause with one of these is only half of a sentence. */
  subordinating: ReadonlySet<string>;
  /** Without one of these or the auxiliaries there is no clause. */
  verbs: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  operators: ReadonlySet<string>;
}

const set = (text: string): ReadonlySet<string> =>
  new Set(text.split(/\s+/).map((word) => word.replaceAll('_', ' ')));

/** What stands before a sentence and says nothing of its end. */
const openings = set(
  'well okay ok so and but hey hello hi yes no please oh also na ja nein bitte hallo und aber also',
);

const english: Language = {
  open: set(`and or but because if unless until although whether while than as the a an my your our their its some every each
    i we he she they what which whose um uh er erm hmm very quite plus minus times divided point let tell show give call remind play set`),
  prepositions: set(
    'of to in on at for from with into onto about by between without through during',
  ),
  copulas: set('am is are was were'),
  asking: set('what who whose whom where when why which how'),
  auxiliaries: set(
    'am is are was were do does did can could will would should may might must have has had shall',
  ),
  subjects: set('i you we he she they'),
  subordinating: set('if unless although though while when once since whenever'),
  verbs:
    set(`been be go goes went going gone get gets got make makes made take takes took come comes came see sees saw seen know knows knew
    think thinks thought want wants wanted like likes liked love loves loved need needs needed say says said tell tells told ask asks
    asked use uses used find found give gives gave work works worked call calls called try tries tried feel feels felt leave left put
    mean means meant keep let begin seem help show hear play run move live lived believe bring write sit stand lose pay meet learn
    change understand watch follow stop stopped speak read spend grow open opened walk walked win teach offer remember remembered
    consider buy wait send build stay fall cut reach hope look looks looked thank`),
  numbers:
    set(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million`),
  operators: set('plus minus times divided'),
};

const german: Language = {
  open: set(`und oder aber weil dass daß wenn ob als denn sondern damit obwohl bevor nachdem während der die den dem des ein eine einen
    einem einer mein meine meinen meinem meiner dein deine deinen ihre ihren unser unsere kein keine keinen diese dieser diesen jede jeder
    ich wir er ähm äh öhm im am zum zur beim vom ins sehr plus minus mal geteilt komma`),
  prepositions: set(
    'zu in mit von für auf an aus bei nach um über unter zwischen durch gegen ohne',
  ),
  copulas: set(
    'bin bist ist sind war habe hast hat haben möchte will kann soll muss würde heiße heißt',
  ),
  asking: set('wer was wo wann warum wieso weshalb wie welche welcher welches woher wohin wem wen'),
  auxiliaries:
    set(`ist sind bist hast habt hat haben kannst können könnten kann darf gibt soll sollen willst magst möchtest weißt wissen
    bin war habe will muss`),
  subjects: set('ich du wir er sie es ihr'),
  subordinating: set('wenn weil dass daß obwohl während bevor nachdem sobald ob'),
  verbs:
    set(`seid waren hatte hatten könnte wollen wollte möchte müssen dürfen werde wird werden wurde würde mag mögen weiß gehe geht gehen
    ging komme kommt kommen kam mache macht machen tue tut sage sagt sagen heiße heißt heißen sehe sieht sehen finde findet finden brauche
    braucht brauchen glaube glaubt denke denkt gebe geben nehme nimmt nehmen stehe steht wohne wohnt bleibe bleibt liebe liebt lese liest
    spreche spricht rede hilf zeig erzähl`),
  numbers:
    set(`null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
    neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million`),
  operators: set('plus minus mal geteilt'),
};

/** Somebody who says one of these has said all of it. */
const whole =
  set(`stop wait cancel pause goodbye bye thanks thank_you thank_you_very_much never_mind that_is_all good_night
  see_you_later hold_on excuse_me go_on stopp halt warte danke danke_schön vielen_dank tschüss auf_wiedersehen hör_auf moment gute_nacht`);
const command =
  /^(?:stop|wait|repeat|say|help|tell|show|give|remind|play|open|close|turn|start|cancel|erzähl|zeig|sag|gib|spiel|öffne|schließ|hilf|mach)\b/;
/** To whom, and not yet what. */
const bare = /\b(?:tell|show|give|remind|call|let|erzähl|zeig|sag|gib) (?:me|us|mir|uns)$/;
const answers =
  /^(?:i|you|we|he|she|it|they|that) (?:am|is|are|was|were|do|does|did|can|could|will|would|have|has|should)(?: not)?$/;

function languageOf(words: readonly string[]): Language {
  const known = ({ open, prepositions, asking, auxiliaries, verbs, numbers }: Language) => {
    const lists = [open, prepositions, asking, auxiliaries, verbs, numbers];
    return words.filter((word) => lists.some((list) => list.has(word))).length;
  };
  return known(german) > known(english) ? german : english;
}

function isQuestion([first = '', second = '', ...rest]: readonly string[], of: Language): boolean {
  if (rest.length === 0) return false;
  if (of.auxiliaries.has(first)) return true;
  // "What I want", "when the sun": no question.
  const clause = of.subjects.has(second) || of.subordinating.has(first);
  return of.asking.has(first) && (!clause || of.auxiliaries.has(second));
}

function isOpen(words: readonly string[], question: boolean, of: Language): boolean {
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  // "That one" is no number.
  if (isNumber(last, of) && (last !== 'one' || isNumber(before, of)))
    return !words.slice(0, -1).some((word) => of.operators.has(word));
  if (bare.test(words.join(' '))) return true;
  // "Where are they?", "Who is he?"
  if (of.subjects.has(last) && question) return !of.copulas.has(before);
  // "What?"
  if (of.open.has(last)) return words.length > 1 || !of.asking.has(last);
  if (last === 'not') return words.length === 1 || of.auxiliaries.has(before);
  if (of.prepositions.has(last)) return !question;
  if (of.copulas.has(last)) return words.length < 5 || question;
  // "Can you", "do we"
  return words.length === 2 && of.auxiliaries.has(before) && of.subjects.has(last);
}

function isNumber(word: string, of: Language): boolean {
  return /^\d/.test(word) || of.numbers.has(word);
}
