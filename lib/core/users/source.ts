/** Where calls come from that have no network address: direct invocations and events, which IAM lets in. */
export const noSource = 'direct'

/**
 * The network a call comes from: an IPv4 address, or the /64 of an IPv6 address, since a host has a whole one to itself
 * and can take another address of it for each call.
 */
export function sourceOf(address = ''): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!/^[0-9a-f:.]{2,45}$/i.test(bare)) return noSource
  if (!bare.includes(':')) return bare
  const [head = [], tail = []] = bare.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const groups = [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
