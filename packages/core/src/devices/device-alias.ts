/**
 * Whether this is a name by which Chromium lists once more what the system prefers. A track of such a device bears that
 * name, and never the device's own.
 */
export function isAlias(id: string | null): boolean {
  return id === 'default' || id === 'communications';
}

/** The device that an alias stands for; undefined where that can't be told, as with PulseAudio. */
export function deviceBehind(
  alias: Pick<MediaDeviceInfo, 'kind' | 'groupId' | 'label'>,
  all: readonly MediaDeviceInfo[],
): MediaDeviceInfo | undefined {
  const real = all.filter(({ kind, deviceId }) => kind === alias.kind && !isAlias(deviceId));
  const group = real.filter(({ groupId }) => groupId && groupId === alias.groupId);
  if (group.length === 1) return group[0];
  // "Default - USB - Mic" is not the "Mic" beside it: the longest that fits.
  return (group.length > 0 ? group : real)
    .filter(({ label }) => label && ` - ${alias.label}`.endsWith(` - ${label}`))
    .sort((a, b) => b.label.length - a.label.length)[0];
}
