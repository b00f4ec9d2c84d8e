import { cleanup, fireEvent, render } from '@testing-library/react';
import { StrictMode, createElement, createRef } from 'react';
import type {
  ComponentType,
  CSSProperties,
  PointerEvent,
  ReactElement,
  RefAttributes,
} from 'react';
import { expect, vi } from 'vitest';
import { VoiceProvider } from '../../src/index.ts';
import { violations } from './axe.ts';

interface Props<Given> {
  className?: string;
  id?: string;
  title?: string;
  style?: CSSProperties;
  onPointerEnter?: (event: PointerEvent<never>) => void;
  'data-test'?: string;
  render?: ((props: Given) => ReactElement) | undefined;
}

/**
 * What every component keeps to: one root element, with the app's props, class, style, handlers and ref on it, a state
 * in words, and nothing that axe objects to. Rendered twice on one page, it repeats no id. All of it holds for the app's
 * own markup as well, and under StrictMode.
 */
export async function expectContract<Root extends Element, Given extends object>(
  Component: ComponentType<Props<Given> & RefAttributes<Root>>,
): Promise<void> {
  const ref = createRef<Root>();
  const entered = vi.fn();
  const { container, unmount } = render(
    <StrictMode>
      <VoiceProvider>
        <Component
          ref={ref}
          id="own"
          title="Own"
          className="own"
          style={{ order: 7 }}
          data-test="own"
          onPointerEnter={entered}
        />
        <Component />
      </VoiceProvider>
    </StrictMode>,
  );
  const [root, second] = container.children;
  if (!(root instanceof HTMLElement)) throw new Error('There is no root element.');
  expect(container.children).toHaveLength(2);
  expect(ref.current).toBe(root);
  expect(root.id).toBe('own');
  expect(root.getAttribute('title')).toBe('Own');
  expect(root.dataset['test']).toBe('own');
  expect(root.classList.contains('own')).toBe(true);
  expect(root.className).toMatch(/^vv-/);
  expect(root.style.order).toBe('7');
  expect(root.dataset['state']).toBeTruthy();
  expect(second?.className).not.toContain('own');
  fireEvent.pointerEnter(root);
  expect(entered).toHaveBeenCalled();
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  const looks = [root.localName, root.dataset['state'], root.getAttribute('role')];
  unmount();
  expect(ref.current).toBeNull();
  cleanup();

  const own = createRef<Root>();
  const mine = render(
    <VoiceProvider>
      <Component
        ref={own}
        className="own"
        render={(props) => createElement(looks[0] ?? '', { ...props, 'data-mine': 'yes' })}
      />
    </VoiceProvider>,
  );
  const element = mine.container.firstElementChild;
  expect(own.current).toBe(element);
  expect(element?.getAttribute('data-mine')).toBe('yes');
  expect([
    element?.localName,
    element?.getAttribute('data-state'),
    element?.getAttribute('role'),
  ]).toEqual(looks);
  expect(element?.className).toMatch(/^vv-.* own$/);
  mine.unmount();
}
