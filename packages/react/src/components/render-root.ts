import { createElement } from 'react';
import type { ComponentPropsWithoutRef, ReactElement, Ref } from 'react';

type Tag = 'button' | 'canvas' | 'div' | 'input' | 'select' | 'time';

/** All that a component puts onto its root element: spread it onto an element of your own. */
export type RootProps<T extends Tag> = ComponentPropsWithoutRef<T> & {
  readonly ref: Ref<HTMLElementTagNameMap[T]>;
  /** The component's state in a word. */
  readonly 'data-state': string;
  readonly [data: `data-${string}`]: string | undefined;
};

/** What a component takes whose root element may be the app's own. */
export interface Renderable<T extends Tag> {
  /**
   * Own markup in place of the root element. It is given all of the root's props, `ref`, handlers, `data-state` and
   * `children` among them, and spreads them onto an element of its own.
   *
   * @example
   * ```tsx
   * <MuteButton render={(props) => <FancyButton {...props} tone={props['data-state']} />} />
   * ```
   */
  readonly render?: ((props: RootProps<T>) => ReactElement) | undefined;
}

/** The component's root: the app's markup, or the plain element. */
export function renderRoot<T extends Tag>(
  tag: T,
  props: RootProps<T>,
  render: Renderable<T>['render'],
): ReactElement {
  return render ? render(props) : createElement<object>(tag, props);
}
