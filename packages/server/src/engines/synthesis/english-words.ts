/** Units behind a number: of one, and of more. */
const units: Readonly<Record<string, readonly [string, string]>> = {
  km: ['kilometre', 'kilometres'],
  m: ['metre', 'metres'],
  cm: ['centimetre', 'centimetres'],
  mm: ['millimetre', 'millimetres'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['litre', 'litres'],
  L: ['litre', 'litres'],
  ml: ['millilitre', 'millilitres'],
  mL: ['millilitre', 'millilitres'],
  s: ['second', 'seconds'],
  ms: ['millisecond', 'milliseconds'],
  min: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  'km/h': ['kilometre per hour', 'kilometres per hour'],
  mph: ['mile per hour', 'miles per hour'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  kB: ['kilobyte', 'kilobytes'],
  KB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  '%': ['percent', 'percent'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees'],
  '€': ['euro', 'euros'],
  '£': ['pound', 'pounds'],
};

const number = String.raw`(?<![\w.,$€£¥])\d+(?:[.,]\d+)*`;
// The longest first, so that none is taken for the beginning of another.
const names = Object.keys(units).sort((a, b) => b.length - a.length);
const measure = new RegExp(
  `(${number})[ \\u00a0\\u202f]?(${names.join('|')})(?![\\w°/²³]|\\.\\w)`,
  'g',
);
const price =
  /([€£])[ \u00a0]?(\d+(?:[.,]\d+)*(?: (?:thousand|million|billion|trillion))?)(?!\w|[.,]\d)/g;

const abbreviations: readonly (readonly [RegExp, string])[] = [
  [/\be\.\s?g\./gi, 'for example'],
  [/\bi\.\s?e\./gi, 'that is'],
  [/\betc\.(?=\s+[A-Z]|\s*$)/g, 'et cetera.'],
  [/\betc\./g, 'et cetera'],
  [/\bapprox\./gi, 'approximately'],
  [/\bvs\.?(?=\s)/g, 'versus'],
  [/\bw\/o(?=\s)/g, 'without'],
  [/(?<=[\p{L}\d])\s*&\s*(?=[\p{L}\d])/gu, ' and '],
];

/** English as it is read out: measures and prices in words, abbreviations written out. Numbers stay digits. */
export function englishWords(text: string): string {
  let words = text
    .replace(price, (_, sign: string, amount: string) => named(amount, sign))
    .replace(measure, (_, amount: string, unit: string) => named(amount, unit));
  for (const [pattern, put] of abbreviations) words = words.replace(pattern, put);
  return words;
}

function named(amount: string, unit: string): string {
  const [one = '', more = ''] = units[unit] ?? [];
  return `${amount} ${amount === '1' ? one : more}`;
}
