import { expect, onTestFinished, test, vi } from 'vitest';
import { Emitter } from './emitter.ts';

interface Events {
  word: [string];
  number: [number];
}

test('a listener hears its own type alone, in order, until its undo', () => {
  const emitter = new Emitter<Events>();
  const heard: unknown[] = [];
  const undo = emitter.on('word', (word) => heard.push(word));
  emitter.on('number', (number) => heard.push(number));
  emitter.emit('word', 'a');
  emitter.emit('number', 1);
  undo();
  undo();
  emitter.emit('word', 'b');
  expect(heard).toEqual(['a', 1]);
});

test('the same function given twice is two listeners with two undos', () => {
  const emitter = new Emitter<Events>();
  const listener = vi.fn();
  const undo = emitter.on('word', listener);
  emitter.on('word', listener);
  emitter.emit('word', 'a');
  undo();
  emitter.emit('word', 'b');
  expect(listener.mock.calls).toEqual([['a'], ['a'], ['b']]);
});

test('a listener that is added while one is told hears the next event only', () => {
  const emitter = new Emitter<Events>();
  const late = vi.fn();
  emitter.on('word', () => emitter.on('word', late));
  emitter.emit('word', 'a');
  expect(late).not.toHaveBeenCalled();
});

test('what a listener throws silences neither the others nor itself', () => {
  const emitter = new Emitter<Events>();
  const tasks: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (task: () => void) => tasks.push(task));
  onTestFinished(() => void vi.unstubAllGlobals());
  const other = vi.fn();
  emitter.on('word', () => {
    throw new Error('mistake');
  });
  emitter.on('word', other);
  emitter.emit('word', 'a');
  expect(other).toHaveBeenCalledOnce();
  expect(tasks).toHaveLength(1);
  expect(tasks[0]).toThrow('mistake');
});
