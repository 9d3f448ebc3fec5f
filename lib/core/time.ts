/** An instant so many seconds after another (before it when negative), ISO 8601 to the millisecond. */
export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString()
