import { expect, it } from 'vitest';
import type { ToolOffer } from '../responder.ts';
import { nameWords, toolWish } from './tool-wish.ts';

function tool(name: string, description: string, schema: object | string = {}): ToolOffer {
  const parameters = typeof schema === 'string' ? schema : JSON.stringify(schema);
  return { name, description, type: 'function', parameters };
}

const city = { properties: { location: { type: 'string' } }, required: ['location'] };
const offers = [
  tool('get_current_weather', 'Get the weather at a place.', city),
  tool('setTimer', 'Start a countdown.', {
    properties: { minutes: { type: 'integer' }, label: { type: 'string' } },
    required: ['minutes'],
  }),
  tool('change-light', 'Switches a lamp in the living room.', {
    properties: {
      color: { enum: ['red', 'warm_white'] },
      on: { type: 'boolean' },
      brightness: { type: 'number' },
    },
  }),
  tool('find_flights', 'Looks up flights.', {
    properties: { to: { type: 'string' }, from: { type: 'string' } },
    required: ['to', 'from'],
  }),
  tool('play_song', 'Plays music.', {
    properties: { title: { type: 'string' } },
    required: ['title'],
  }),
];

it.each<[string, string, object]>([
  [
    'What is the weather in Rio de Janeiro today?',
    'get_current_weather',
    { location: 'Rio de Janeiro' },
  ],
  ["what's the weather like in paris", 'get_current_weather', { location: 'paris' }],
  ['Set a timer for twenty five minutes', 'setTimer', { minutes: 25 }],
  ['Set a timer for 5 minutes with the label eggs', 'setTimer', { minutes: 5, label: 'eggs' }],
  ['Make the lamp in the living room warm white', 'change-light', { color: 'warm_white' }],
  ['change the light to red', 'change-light', { color: 'red' }],
  ['turn off the light', 'change-light', { on: false }],
  ['Find flights from Rome to New York, please', 'find_flights', { from: 'Rome', to: 'New York' }],
  ['flights to Oslo from Bergen', 'find_flights', { to: 'Oslo', from: 'Bergen' }],
  ['Play the song "Yesterday in June"', 'play_song', { title: 'Yesterday in June' }],
  ['play the song Yesterday', 'play_song', { title: 'Yesterday' }],
])('"%s" calls %s with %j', (sentence, name, parameters) => {
  const wish = toolWish(sentence, offers);
  expect(wish?.tool.name).toBe(name);
  expect(wish?.parameters).toMatchObject(parameters);
  expect(wish?.missing).toEqual([]);
});

it.each(['hello there', 'my name is Anna', 'what time is it', 'get it', '', 'the living end'])(
  '"%s" calls nothing',
  (sentence) => {
    expect(toolWish(sentence, offers)).toBeUndefined();
  },
);

it('a required parameter that is not told is missing, unless the schema has a default', () => {
  expect(toolWish('what is the weather', offers)?.missing).toEqual(['location']);
  const lenient = tool('weather', '', {
    properties: { location: { type: 'string', default: 'here' } },
    required: ['location'],
  });
  expect(toolWish('what is the weather', [lenient])).toMatchObject({ parameters: {}, missing: [] });
});

it('parameters that are no JSON Schema are none at all', () => {
  for (const parameters of ['', 'not json', '[]', 'null', '{"properties":3}', '{"required":1}']) {
    const wish = toolWish('weather', [tool('weather', '', parameters)]);
    expect(wish).toMatchObject({ parameters: {}, missing: [] });
  }
});

it.each<[string, object]>([
  [
    'a property that says nothing',
    { location: { type: 'string' }, odd: true, odder: null, oddest: { enum: 3 } },
  ],
  ['one of two types', { location: { type: ['null', 'string'] } }],
  ['null or a type', { location: { anyOf: [{ type: 'null' }, { type: 'string' }] } }],
])('%s does not keep a parameter from being filled', (_, properties) => {
  const odd = tool('weather', '', { properties, required: ['location'] });
  expect(toolWish('weather in Rome', [odd])).toMatchObject({
    parameters: { location: 'Rome' },
    missing: [],
  });
});

it('a parameter may have the name of an object property', () => {
  const odd = tool('weather', '', '{"properties":{"__proto__":{"type":"string"}}}');
  expect(toolWish('weather in Rome', [odd])?.missing).toEqual([]);
  expect(Reflect.has({}, 'Rome')).toBe(false);
});

it('a name has the same words however it is written', () => {
  for (const name of ['getCurrentWeather', 'get_current_weather', 'get-current.weather']) {
    expect(nameWords(name)).toEqual(['get', 'current', 'weather']);
  }
});

it('a long sentence is read at once', () => {
  const started = performance.now();
  toolWish('timer five '.repeat(900), offers);
  expect(performance.now() - started).toBeLessThan(1000);
});
