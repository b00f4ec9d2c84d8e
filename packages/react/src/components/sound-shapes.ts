/** What a shape is drawn from. */
export interface Strokes {
  /** Cleared, in CSS px. */
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Strengths, 0 to 1, from low to high. */
  readonly levels: Float32Array;
  /** Time, for what moves by itself. */
  readonly seconds: number;
  /** CSS colours: the shape goes from the one to the other. */
  readonly fill: string;
  readonly stroke: string;
}

/** Round bars about the middle line, the lowest band in the centre and the higher ones outwards by turns; dots in silence. */
export function drawBars(strokes: Strokes): void {
  const { context, width, height, levels } = strokes;
  const count = levels.length;
  const pitch = width / count;
  const thick = Math.min(pitch * 0.56, height / 4, 12);
  context.fillStyle = across(strokes);
  context.beginPath();
  for (let index = 0; index < count; index += 1) {
    const slot = (count >> 1) + (index % 2 ? -(index + 1) / 2 : index / 2);
    const long = thick + (height - thick) * (levels[index] ?? 0);
    context.roundRect(
      (slot + 0.5) * pitch - thick / 2,
      (height - long) / 2,
      thick,
      long,
      thick / 2,
    );
  }
  context.fill();
}

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

/** A ball that swells and ripples, in a glow of its own, with two lights that wander inside it. */
export function drawOrb({ context, width, height, levels, seconds, fill, stroke }: Strokes): void {
  const [x, y] = [width / 2, height / 2];
  const most = Math.max(0, Math.min(x, y) - 1);
  const low = mean(levels, 1, 8);
  const high = mean(levels, 8, 20);
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
}

/** From the one colour to the other in the middle, and back. */
function across({ context, width, fill, stroke }: Strokes): CanvasGradient {
  const colors = context.createLinearGradient(0, 0, width, 0);
  colors.addColorStop(0, fill);
  colors.addColorStop(0.5, stroke);
  colors.addColorStop(1, fill);
  return colors;
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

function mean(levels: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let band = from; band < to; band += 1) sum += levels[band] ?? 0;
  return sum / (to - from);
}
