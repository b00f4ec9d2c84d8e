/** How a property and its attribute are made of each other. */
export interface Kind<Value> {
  /** @param attribute null: there is none */
  readonly read: (attribute: string | null) => Value;
  /** @param value as frameworks give it  @returns null: no attribute */
  readonly write: (value: unknown) => string | null;
}

export const text: Kind<string | null> = {
  read: (attribute) => attribute,
  write: (value) => (value == null ? null : `${value as string}`),
};

/** There or not. What frameworks pass on counts too: `flag=""` is true, and `flag="false"` is not. */
export const flag: Kind<boolean> = {
  read: (attribute) => attribute !== null && attribute !== 'false',
  write: (value) => (isOn(value) ? '' : null),
};

/** True, false, or undefined where the element decides. */
export const choice: Kind<boolean | undefined> = {
  read: (attribute) => (attribute === null ? undefined : attribute !== 'false'),
  write: (value) => (value == null ? null : isOn(value) ? '' : 'false'),
};

/** A list of texts; as an attribute it is JSON. */
export const list: Kind<readonly string[]> = {
  read: (attribute) => {
    if (!attribute) return [];
    try {
      const parsed: unknown = JSON.parse(attribute);
      if (Array.isArray(parsed)) return parsed.map(String);
    } catch {
      // As below.
    }
    complain(attribute);
    return [];
  },
  write: (value) => (Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : null),
};

const complainedOf = new Set<string>();

/** Of an attribute that says nothing: where markup is parsed nobody could catch an error. */
function complain(attribute: string): void {
  if (complainedOf.has(attribute)) return;
  complainedOf.add(attribute);
  // eslint-disable-next-line no-console
  console.warn(
    `Failed to read the list ${attribute}: because it is no JSON array of texts. Did you mean '["One", "Two"]'?`,
  );
}

/** As frameworks give it. */
function isOn(value: unknown): boolean {
  return value === '' || (Boolean(value) && value !== 'false');
}

/** What of an element class is an attribute and a property. */
export interface Reflecting {
  readonly prototype: HTMLElement;
  observedAttributes: string[];
  /** Names of all properties that may be set before the element is defined. */
  settable: readonly string[];
}

/** Gives a class a property for each of these, with an attribute in kebab-case. */
export function reflect(element: Reflecting, kinds: Readonly<Record<string, Kind<unknown>>>): void {
  const names = Object.keys(kinds);
  const attributes = names.map((name) =>
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  );
  names.forEach((name, index) => {
    const { read, write } = kinds[name] ?? text;
    const attribute = attributes[index] ?? name;
    Object.defineProperty(element.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return read(this.getAttribute(attribute));
      },
      set(this: HTMLElement, value: unknown) {
        const written = write(value);
        if (written === null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, written);
      },
    });
  });
  element.observedAttributes = [...element.observedAttributes, ...attributes];
  element.settable = [...element.settable, ...names];
}
