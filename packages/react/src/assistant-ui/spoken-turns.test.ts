import type { VoiceEvent } from '@vivavoce/core';
import { expect, test } from 'vitest';
import {
  assistantSays,
  heard,
  idleClient,
  interrupted,
  turnEnds,
  userSays,
} from '../../test/support/messages.ts';
import { reduceVoice } from '../store/reduce-voice.ts';
import { initialVoiceState } from '../store/voice-state.ts';
import { SpokenTurns } from './spoken-turns.ts';

/** A conversation of which each step is told, `at` ms, as `role: words`, the last version with a full stop in brackets. */
function conversation(): (
  at: number,
  events: readonly VoiceEvent[],
  more?: { sounding?: boolean; typed?: boolean },
) => string[] {
  const turns = new SpokenTurns();
  let state = initialVoiceState(idleClient);
  return (now, events, { sounding = false, typed = false } = {}) => {
    state = reduceVoice(state, events, idleClient, 100);
    const { items, taken } = turns.next(state.transcript, { typed, sounding, now });
    return [
      ...items.map(({ role, text, isFinal }) => `${role}: ${text}${isFinal ? ' [.]' : ''}`),
      ...(taken === null ? [] : [`taken: ${taken}`]),
    ];
  };
}

test('words grow, and come to an end when the answer has been heard', () => {
  const tell = conversation();
  expect(tell(0, [userSays('Hel', { interim: true })])).toEqual(['user: Hel']);
  expect(tell(1, [])).toEqual([]);
  expect(tell(2, [userSays('Hello.')])).toEqual(['user: Hello. [.]']);
  expect(tell(3, [assistantSays('Hi', 'a')], { sounding: true })).toEqual(['assistant: Hi']);
  expect(tell(4, [assistantSays('Hi there.', 'a'), turnEnds], { sounding: true })).toEqual([
    'assistant: Hi there.',
  ]);
  expect(tell(5, [heard('a', 900)])).toEqual(['assistant: Hi there. [.]']);
  expect(tell(6, [])).toEqual([]);
});

test('an answer waits for the words that led to it', () => {
  const tell = conversation();
  tell(0, [userSays('', { interim: true })]);
  expect(tell(100, [assistantSays('Hi.', 'a')], { sounding: true })).toEqual([]);
  expect(tell(600, [userSays('Hello.')], { sounding: true })).toEqual([
    'user: Hello. [.]',
    'assistant: Hi.',
  ]);
});

test('an answer does not wait for ever, and words that are later still stand behind it, once', () => {
  const tell = conversation();
  tell(0, [userSays('', { interim: true })]);
  expect(tell(2900, [assistantSays('Hi.', 'a')], { sounding: true })).toEqual([]);
  expect(tell(3000, [], { sounding: true })).toEqual(['assistant: Hi.']);
  expect(tell(3100, [userSays('Hello.')], { sounding: true })).toEqual([]);
  expect(tell(3200, [assistantSays('Hi. You?', 'a'), turnEnds], { sounding: true })).toEqual([
    'assistant: Hi. You?',
  ]);
  expect(tell(4000, [heard('a', 900)])).toEqual(['assistant: Hi. You? [.]']);
  expect(tell(4001, [])).toEqual(['user: Hello. [.]']);
  expect(tell(4002, [])).toEqual([]);
});

test('words that grow without an end have one when an answer has waited for it', () => {
  const tell = conversation();
  tell(0, [userSays('Hello', { interim: true })]);
  expect(tell(100, [assistantSays('Hi.', 'a')], { sounding: true })).toEqual([]);
  expect(tell(200, [userSays('Hello there', { interim: true })], { sounding: true })).toEqual([
    'user: Hello there',
  ]);
  expect(tell(1100, [], { sounding: true })).toEqual([]);
  expect(tell(1200, [], { sounding: true })).toEqual(['user: Hello there [.]', 'assistant: Hi.']);
});

test('of an answer that was interrupted that is left which was heard', () => {
  const tell = conversation();
  tell(0, [assistantSays('One.', 'a'), assistantSays('Two.', 'b'), turnEnds], { sounding: true });
  expect(
    tell(1, [heard('a', 300), interrupted('b')], { sounding: true }),
    'the second is still fading',
  ).toEqual([]);
  expect(tell(2, [heard('b', 0, true), userSays('Wait.')])).toEqual([
    'assistant: One. [.]',
    'user: Wait. [.]',
  ]);
});

test('a word in between ends no answer that is still to be heard', () => {
  const tell = conversation();
  tell(0, [assistantSays('A long story.', 'a')], { sounding: true });
  expect(tell(1, [userSays('Mhm.')], { sounding: true })).toEqual([]);
  expect(tell(2, [heard('a', 900)])).toEqual(['assistant: A long story. [.]', 'user: Mhm. [.]']);
});

test('a text that was typed is taken, and what follows it comes later', () => {
  const tell = conversation();
  const typed = [userSays('Hello.', { typed: true }), assistantSays('Hi.', 'a'), turnEnds];
  expect(tell(0, typed, { typed: true })).toEqual(['taken: Hello.']);
  expect(tell(1, [])).toEqual(['assistant: Hi. [.]']);
  expect(tell(2, [userSays('From elsewhere.', { typed: true })])).toEqual([
    'user: From elsewhere. [.]',
  ]);
});

test('speech that nobody could transcribe is not told', () => {
  const tell = conversation();
  expect(tell(0, [userSays(null), assistantSays('Pardon?', 'a'), turnEnds])).toEqual([
    'assistant: Pardon? [.]',
  ]);
});
