import type { AudioDevice } from '@vivavoce/core';

/** What browsers put around the name of a device: an alias before it, and after it the ids of its maker and its kind. */
const around = [/^Default - /, / \([\da-f]{4}:[\da-f]{4}\)$/i, / \(built-in\)$/i];

/** A device's label as people know the device. */
export function deviceName(label: string): string {
  return around.reduce((name, part) => name.replace(part, ''), label).trim() || label;
}

/** The names of devices by their ids; two that would have the same name keep their labels. */
export function deviceNames(list: readonly AudioDevice[]): ReadonlyMap<string, string> {
  const names = list.map(({ label }) => deviceName(label));
  return new Map(
    list.map(({ id, label }, index) => {
      const name = names[index] ?? label;
      const alone = names.indexOf(name) === names.lastIndexOf(name);
      return [id, (alone ? name : label) || id];
    }),
  );
}
