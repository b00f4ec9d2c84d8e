import { render } from '@testing-library/react';
import { createRef } from 'react';
import type { ComponentPropsWithoutRef, ComponentType, RefAttributes } from 'react';
import { expect } from 'vitest';
import { VoiceProvider } from '../../src/index.ts';
import { violations } from './axe.ts';

type Props = Pick<ComponentPropsWithoutRef<'div'>, 'className' | 'id' | 'title'> & {
  'data-test'?: string;
};

/**
 * What every component keeps to: one root element, with the app's props, class and ref on it, a state in words, and
 * nothing that axe objects to. Rendered twice on one page, it repeats no id.
 */
export async function expectContract<Root extends Element>(
  Component: ComponentType<Props & RefAttributes<Root>>,
): Promise<void> {
  const ref = createRef<Root>();
  const { container, unmount } = render(
    <VoiceProvider>
      <Component ref={ref} id="own" title="Own" className="own" data-test="own" />
      <Component />
    </VoiceProvider>,
  );
  const [root, second] = container.children;
  expect(container.children).toHaveLength(2);
  expect(ref.current).toBe(root);
  expect(root?.id).toBe('own');
  expect(root?.getAttribute('title')).toBe('Own');
  expect(root?.getAttribute('data-test')).toBe('own');
  expect(root?.classList.contains('own')).toBe(true);
  expect(root?.className).toMatch(/^vv-/);
  expect(root?.getAttribute('data-state')).toBeTruthy();
  expect(second?.className).not.toContain('own');
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  unmount();
  expect(ref.current).toBeNull();
}
