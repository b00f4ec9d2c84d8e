/** Whether this is an id under which Chromium lists the system's default a second time. A track opened by it keeps that id. */
export function isAlias(id: string | null): boolean {
  return id === 'default' || id === 'communications';
}

/** The device that an alias stands for; undefined if unknown, as with PulseAudio. */
export function deviceBehind(
  alias: Pick<MediaDeviceInfo, 'kind' | 'groupId' | 'label'>,
  all: readonly MediaDeviceInfo[],
): MediaDeviceInfo | undefined {
  const real = all.filter(({ kind, deviceId }) => kind === alias.kind && !isAlias(deviceId));
  const group = real.filter(({ groupId }) => groupId && groupId === alias.groupId);
  if (group.length === 1) return group[0];
  // "Default - USB - Mic" is not "Mic": the longest match.
  return (group.length > 0 ? group : real)
    .filter(({ label }) => label && ` - ${alias.label}`.endsWith(` - ${label}`))
    .sort((a, b) => b.label.length - a.label.length)[0];
}
