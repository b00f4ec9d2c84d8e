import { expect, test } from 'vitest';
import { openaiStage } from '../../test/support/openai-stage.ts';
import { openaiModel, openaiTraits } from '../openai/openai-model.ts';
import { fromModel } from './from-model.ts';

const strange = { ...openaiModel('m'), provider: 'strange' };

test('of a provider that is not known it is said what is assumed', async () => {
  const { stage } = await openaiStage({
    protocol: fromModel(strange, { truncates: false, inputRate: undefined }),
  });
  expect(stage.errors).toHaveLength(1);
  expect(stage.errors[0]).toMatch(/strange .*inputRate.*\(warning/);
  expect(stage.errors[0]).not.toMatch(/truncates/);
  const { stage: quiet } = await openaiStage({ protocol: fromModel(strange, openaiTraits) });
  expect(quiet.errors).toEqual([]);
});

test('a model that can not be told what was said as items is told it as a text', async () => {
  const { stage, openai } = await openaiStage({ theirs: true });
  stage.type('My name is Ada.');
  await stage.pass(1500);
  stage.socket?.cut();
  await stage.pass(1000);
  expect(openai.sessions[1]?.settings['instructions']).toMatch(
    /user: My name is Ada\.\nassistant: Answer 1\./,
  );
  expect(openai.sessions[1]?.items).toEqual([]);
});
