/** How far a rollout is: servers it is over for, however that ended, and the words for it: `1 of 3 servers done, 1 failed`. */
export function progressOf(servers: readonly { status: string }[]): { over: number; words: string } {
  const count = (status: string) => servers.filter((one) => one.status === status).length
  const [done, failed, skipped] = [count('done'), count('failed'), count('skipped')]
  const words = [
    `${done} of ${servers.length} servers done`,
    failed > 0 && `${failed} failed`,
    skipped > 0 && `${skipped} skipped`,
  ]
  return { over: done + failed + skipped, words: words.filter(Boolean).join(', ') }
}
