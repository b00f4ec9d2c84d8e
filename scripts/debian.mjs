import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { run } from './tools.mjs';

const canInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * Installs what is missing of what `npm test` needs, where this user may: Chromium, the pocketsphinx recogniser, whose tests are
 * skipped without it, and ffmpeg, without which sound in containers is only refused in words.
 * @returns whether that worked, also where there was nothing to install, or nobody may
 */
export async function bringTools() {
  const recogniser = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((folder) =>
    ['pocketsphinx', 'pocketsphinx_continuous'].some((name) => existsSync(`${folder}/${name}`)),
  );
  return bring([
    ...(findChromium() ? [] : ['chromium']),
    ...(recogniser ? [] : ['pocketsphinx', 'pocketsphinx-en-us']),
    ...(existsSync('/usr/bin/ffmpeg') ? [] : ['ffmpeg']),
  ]);
}

/**
 * Installs what the long tests need beside, where it is missing and this user may: Firefox, WebKitGTK, virtual sound devices, nginx and openssl.
 * @returns whether that worked, as `bringTools`
 */
export async function bringEngines() {
  const wanted = {
    'firefox-esr': '/usr/bin/firefox-esr',
    pulseaudio: '/usr/bin/pulseaudio',
    'pulseaudio-utils': '/usr/bin/pactl',
    'webkit2gtk-driver': '/usr/bin/WebKitWebDriver',
    xvfb: '/usr/bin/Xvfb',
    nginx: '/usr/sbin/nginx',
    openssl: '/usr/bin/openssl',
  };
  const missing = Object.entries(wanted).filter(([, path]) => !existsSync(path));
  const plugins = ['base', 'good', 'bad'].map((set) => `gstreamer1.0-plugins-${set}`);
  if (missing.length === 0) return { ok: true, output: '' };
  return bring([...missing.map(([name]) => name), ...plugins]);
}

/**
 * @param {string[]} packages
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
async function bring(packages) {
  if (packages.length === 0 || !canInstall()) return { ok: true, output: '' };
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  });
}
