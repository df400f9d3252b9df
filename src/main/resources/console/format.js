// Numbers for people.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const short = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});
const dayOfYear = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric'});
const hours = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});

let ahead = 0;

/** Tells what time it is at the node, whose moments are shown; the browser's clock may be another. */
export function setNow(moment) {
  ahead = Date.parse(moment) - Date.now();
}

/** The node's time in milliseconds since 1970. */
export function now() {
  return Date.now() + ahead;
}

/** A count, or a rate with few digits while it is small. */
export function number(value) {
  return Math.abs(value) < 100 && !Number.isInteger(value) ? short.format(value) : whole.format(value);
}

export function bytes(value) {
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < UNITS.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${unit === 0 ? whole.format(left) : left.toFixed(left < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** Megabits of so many bytes. */
export function megabits(value) {
  return (value * 8) / 1e6;
}

export function millis(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** How long something took. */
export function lasted(value) {
  const seconds = Math.floor(value / 1000);
  if (seconds < 1) {
    return `${Math.round(value)} ms`;
  }
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 1440
    ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** The time of day of a moment, and the date unless it is today's. */
export function timeOf(moment) {
  const date = new Date(moment);
  const today = new Date(now());
  if (date.toDateString() === today.toDateString()) {
    return clock.format(date);
  }
  const dates = date.getFullYear() === today.getFullYear() ? day : dayOfYear;
  return `${dates.format(date)}, ${clock.format(date)}`;
}

/** The same without seconds. */
export function hourOf(moment) {
  return hours.format(new Date(moment));
}

/** `timed_out` as people write it. */
export function words(name) {
  return name.replace(/[_-]/g, ' ').toLowerCase();
}
