import { expect, it } from 'vitest';
import { englishWords } from './english-words.ts';

it.each([
  ['It is 3.5 km, or 1 mi.', 'It is 3.5 kilometres, or 1 mile.'],
  ['At 120km/h or 70 mph', 'At 120 kilometres per hour or 70 miles per hour'],
  ['5 m/s and 4 m² stay', '5 m/s and 4 m² stay'],
  ['A bag of 5 kg (11 lbs), 250 ml.', 'A bag of 5 kilograms (11 pounds), 250 millilitres.'],
  ['10% of 1,000 GB', '10 percent of 1,000 gigabytes'],
  [
    'At 20°C, 68 °F, turned by 90°.',
    'At 20 degrees Celsius, 68 degrees Fahrenheit, turned by 90 degrees.',
  ],
  ['€5, £1, 2.50 € and £3 million.', '5 euros, 1 pound, 2.50 euros and 3 million pounds.'],
  ['£5m stays, and $5.50 too', '£5m stays, and $5.50 too'],
  ['Fruit, e.g. pears, i.e. soft ones.', 'Fruit, for example pears, that is soft ones.'],
  ['Pears, figs, etc. are soft. Plums etc.', 'Pears, figs, et cetera are soft. Plums et cetera.'],
  ['AT&T vs. Smith & Sons, w/o more', 'AT and T versus Smith and Sons, without more'],
  ['A4 hours, v2.5 kg', 'A4 hours, v2.5 kg'],
  ['2 monkeys, 3 sharks, 4 minutes', '2 monkeys, 3 sharks, 4 minutes'],
])('%j is read as %j', (text, read) => {
  expect(englishWords(text)).toBe(read);
});
