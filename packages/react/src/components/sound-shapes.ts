import type { VoiceActivity } from '../hooks/useActivityOf.ts';
import { across } from './sound-bars.ts';
import type { Strokes } from './sound-bars.ts';

// All shapes but the bars: larger than all the rest of a picture, so they are loaded when one is wanted.

/** Three strands, for low, middle and high sounds, that swing about the middle line; a straight line in silence. */
export function drawWave(strokes: Strokes): void {
  const { context, width, height, levels, seconds } = strokes;
  context.strokeStyle = across(strokes);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const middle = height / 2;
  for (let strand = 2; strand >= 0; strand -= 1) {
    const reach = (middle - 2) * Math.min(1, 1.6 * mean(levels, strand * 7, strand * 7 + 10));
    const turns = (5 + strand * 3) * Math.PI;
    context.globalAlpha = 1 - strand * 0.3;
    context.lineWidth = 2.5 - strand * 0.5;
    context.beginPath();
    for (let point = 0; point <= 96; point += 1) {
      const along = point / 96;
      const envelope = Math.sin(Math.PI * along) ** 2;
      const swing = Math.sin(along * turns - seconds * (4 + strand * 1.7) + strand * 2);
      context.lineTo(1 + along * (width - 2), middle + reach * envelope * swing);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Dots in rows, which grow from the middle line outwards the louder their band is, the lowest in the middle; points in silence. */
export function drawGrid(strokes: Strokes): void {
  const { context, width, height, levels } = strokes;
  const pitch = Math.max(6, Math.min(height / 5, Math.max(16, width / 40)));
  const columns = Math.max(1, Math.floor(width / pitch));
  const rows = Math.max(1, 2 * Math.floor((height / pitch + 1) / 2) - 1);
  context.fillStyle = across(strokes);
  context.beginPath();
  for (let column = 0; column < columns; column += 1) {
    const aside = column - (columns - 1) / 2;
    const level = levels[Math.min(23, Math.floor((Math.abs(aside) / columns) * 48))] ?? 0;
    for (let row = 0; row < rows; row += 1) {
      const below = row - (rows - 1) / 2;
      const full = Math.max(0, Math.min(1, (level * (rows + 1)) / 2 - Math.abs(below)));
      const [x, y] = [width / 2 + aside * pitch, height / 2 + below * pitch];
      const radius = pitch * (0.12 + 0.3 * full);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  context.fill();
}

/** What a drawing needs of its middle. */
interface Middle {
  readonly x: number;
  readonly y: number;
  /** How far it may reach, in CSS px. */
  readonly most: number;
}

function middleOf({ width, height }: Strokes): Middle {
  const [x, y] = [width / 2, height / 2];
  return { x, y, most: Math.max(0, Math.min(x, y) - 1) };
}

/**
 * A ball that swells and ripples with the assistant's sound, in a glow of its own, with two lights that wander inside it. Round
 * it stand an arc that goes round while connecting, a ring while listening, and rays of the user's sound; cut out of it are dots
 * while thinking, bars when paused, a stroke when muted, and a cursor where the user types.
 */
export function drawOrb(strokes: Strokes): void {
  const { context, width, height, levels, seconds, fill, stroke, activity } = strokes;
  const { x, y, most } = middleOf(strokes);
  // The user's sound is in the rays.
  const calm = activity === 'userSpeaking';
  const low = calm ? 0 : mean(levels, 1, 8);
  const high = calm ? 0 : mean(levels, 8, 20);
  const radius = most * (0.7 + low * 0.12);
  const light = (distance: number, speed: number, phase: number, reach: number): CanvasGradient => {
    const angle = phase + seconds * speed;
    const [left, top] = [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
    return context.createRadialGradient(left, top, 0, left, top, reach);
  };

  const glow = context.createRadialGradient(x, y, radius * 0.8, x, y, most);
  glow.addColorStop(0, fill);
  glow.addColorStop(1, faded(fill));
  context.globalAlpha = 0.15 + 0.6 * low;
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);

  for (let veil = 1; veil >= 0; veil -= 1) {
    outline(context, x, y, most, radius * (1 + veil * (0.05 + low * 0.12)), (angle) => {
      const ripple = 0.004 + 0.045 * low + 0.01 * veil;
      return (
        ripple * Math.sin(3 * angle + seconds * (1.1 + veil * 0.4) + veil * 2) +
        0.045 * high * Math.sin(5 * angle - seconds * (1.7 - veil * 0.3) + veil)
      );
    });
    context.globalAlpha = veil ? 0.25 : 1;
    context.fillStyle = fill;
    context.fill();
  }
  const warm = light(radius * (0.45 + 0.2 * low), 0.5, 3.9, radius * 1.25);
  warm.addColorStop(0, stroke);
  warm.addColorStop(1, faded(stroke));
  context.fillStyle = warm;
  context.fill();
  const echo = light(radius * 0.7, -0.7, 0.6, radius * 0.8);
  echo.addColorStop(0, stroke);
  echo.addColorStop(1, faded(stroke));
  context.globalAlpha = 0.45 + 0.4 * high;
  context.fillStyle = echo;
  context.fill();
  context.globalAlpha = 1;

  context.strokeStyle = fill;
  context.lineCap = 'round';
  context.lineWidth = Math.max(1.5, most * 0.035);
  context.beginPath();
  const turn = seconds * 3;
  if (activity === 'connecting') context.arc(x, y, most * 0.92, turn, turn + 1.6);
  if (activity === 'listening') context.arc(x, y, most * 0.92, 0, 2 * Math.PI);
  if (activity === 'userSpeaking') rays(context, { x, y, most }, levels, 0.84);
  context.stroke();
  // Holes show what lies behind, whatever its colour.
  context.globalCompositeOperation = 'destination-out';
  context.fillStyle = 'black';
  mark(context, activity, { x, y, most }, seconds);
  context.globalCompositeOperation = 'source-over';
}

/** The spectrum as rays round a circle, and in it the mark of what goes on: small where an orb is too much. */
export function drawRing(strokes: Strokes): void {
  const { context, levels, seconds, fill, stroke, activity } = strokes;
  const { x, y, most } = middleOf(strokes);
  const colors = context.createLinearGradient(x - most, y - most, x + most, y + most);
  colors.addColorStop(0, fill);
  colors.addColorStop(1, stroke);
  context.strokeStyle = context.fillStyle = colors;
  context.lineCap = 'round';
  context.lineWidth = Math.max(1.5, most * 0.05);
  context.beginPath();
  const turn = seconds * 3;
  if (activity === 'connecting') context.arc(x, y, most * 0.6, turn, turn + 4.2);
  else if (activity === 'idle' || activity === 'typing') context.arc(x, y, most * 0.6, 0, 7);
  else rays(context, { x, y, most }, levels, 0.6);
  if (activity === 'listening') {
    context.moveTo(x + most * 0.42, y);
    context.arc(x, y, most * 0.42, 0, 2 * Math.PI);
  }
  context.stroke();
  context.beginPath();
  // Who speaks: the assistant is the full circle, the user a point.
  const full = activity === 'speaking' ? 0.42 : activity === 'userSpeaking' ? 0.14 : 0;
  context.arc(x, y, most * full, 0, 2 * Math.PI);
  context.fill();
  mark(context, activity, { x, y, most: most * 0.75 }, seconds);
}

/** Adds 48 rays to the path, from that part of the reach outwards: points in silence. */
function rays(
  context: CanvasRenderingContext2D,
  { x, y, most }: Middle,
  levels: Float32Array,
  from: number,
): void {
  for (let ray = 0; ray < 48; ray += 1) {
    const angle = ((ray + 0.5) / 48) * 2 * Math.PI - Math.PI / 2;
    const level = levels[ray < 24 ? ray : 47 - ray] ?? 0;
    const to = from + 0.005 + (0.97 - from) * level;
    const [right, down] = [most * Math.cos(angle), most * Math.sin(angle)];
    context.moveTo(x + right * from, y + down * from);
    context.lineTo(x + right * to, y + down * to);
  }
}

/** Fills the mark of an activity that has one. */
function mark(
  context: CanvasRenderingContext2D,
  activity: VoiceActivity,
  { x, y, most }: Middle,
  seconds: number,
): void {
  context.beginPath();
  if (activity === 'thinking') {
    for (let dot = -1; dot <= 1; dot += 1) {
      const rise = Math.max(0, Math.sin(seconds * 4 - dot));
      const [left, top] = [x + dot * most * 0.26, y - rise * most * 0.08];
      context.moveTo(left, top);
      context.arc(left, top, most * 0.085, 0, 2 * Math.PI);
    }
  } else if (activity === 'paused') {
    for (const side of [-1, 1])
      context.rect(x + side * most * 0.15 - most * 0.07, y - most * 0.24, most * 0.14, most * 0.48);
  } else if (activity === 'muted') {
    const [long, half] = [most * 0.6, most * 0.05];
    context.moveTo(x - long - half, y - long + half);
    context.lineTo(x - long + half, y - long - half);
    context.lineTo(x + long + half, y + long - half);
    context.lineTo(x + long - half, y + long + half);
  } else if (activity === 'typing') {
    context.rect(x - most * 0.03, y - most * 0.26, most * 0.06, most * 0.52);
    for (const end of [-1, 1])
      context.rect(x - most * 0.12, y + end * most * 0.26 - most * 0.03, most * 0.24, most * 0.06);
  }
  context.fill();
}

/** A closed line round a middle, that goes in and out by what `wave` says of each angle. */
function outline(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  most: number,
  radius: number,
  wave: (angle: number) => number,
): void {
  context.beginPath();
  for (let point = 0; point < 72; point += 1) {
    const angle = (point / 72) * 2 * Math.PI;
    const reach = Math.min(most, radius * (1 + wave(angle)));
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

/** The same colour with nothing of it left; one that lets light through already stays. */
function faded(color: string): string {
  if (/^rgba|\//.test(color)) return color;
  return color.replace(')', color.includes(',') ? ', 0)' : ' / 0)');
}

/** How strong the bands from that one to before that one are. */
function mean(levels: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let band = from; band < to; band += 1) sum += levels[band] ?? 0;
  return sum / (to - from);
}
