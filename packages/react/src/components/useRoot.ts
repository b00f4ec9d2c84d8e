import { createElement } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardedRef,
  ForwardRefExoticComponent,
  ReactElement,
  Ref,
  RefAttributes,
  SyntheticEvent,
} from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';

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

/** All props of a root element, but those left out. */
export type ElementProps<T extends Tag, Left extends string = never> = Renderable<T> &
  Omit<ComponentPropsWithoutRef<T>, Left>;

/** A component with that root element. */
export type RootComponent<T extends Tag, Props> = ForwardRefExoticComponent<
  Props & RefAttributes<HTMLElementTagNameMap[T]>
>;

/** What a component itself puts onto its root. The app's class comes after its own, the app's handlers before its own. */
type OwnProps<T extends Tag> = Omit<RootProps<T>, 'ref'> & {
  readonly className: string;
  /** Props that the app's may take the place of. */
  readonly defaults?: ComponentPropsWithoutRef<T>;
  readonly ownRef?: (element: HTMLElementTagNameMap[T] | null) => void;
};

/** A component's root: the app's markup, or the plain element. */
export function useRoot<T extends Tag>(
  tag: T,
  forwarded: ForwardedRef<HTMLElementTagNameMap[T]>,
  { render, className: theirClass, ...rest }: ElementProps<T>,
  { className, defaults, ownRef, ...own }: OwnProps<NoInfer<T>>,
): ReactElement {
  const theirs: Readonly<Record<string, unknown>> = rest;
  const props: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(theirs)) {
    // An app that passes on what it was not given means the default.
    if (value !== undefined) props[name] = value;
  }
  for (const [name, value] of Object.entries(own)) {
    props[name] = typeof value === 'function' ? composed(theirs[name], value as Handler) : value;
  }
  props['className'] = theirClass ? `${className} ${theirClass}` : className;
  props['ref'] = useComposedRef(forwarded, ownRef);
  return render ? render(props as RootProps<T>) : createElement(tag as string, props);
}

type Handler = (event: SyntheticEvent) => void;

/** The app's handler first, then ours, even where the app's throws; not where it has called `preventDefault()`. */
function composed(theirs: unknown, ours: Handler): Handler {
  return (event) => {
    try {
      (theirs as Handler | undefined)?.(event);
    } finally {
      if (!event.defaultPrevented) ours(event);
    }
  };
}
