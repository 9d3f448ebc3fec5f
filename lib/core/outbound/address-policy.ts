import { BlockList, isIP } from 'node:net'

/**
 * Which addresses calls out may reach: those of the public internet, and the ranges that the installation allows. What is
 * not public is what IANA's registries of special-purpose addresses list (RFC 6890), and of IPv6 everything outside of
 * global unicast. IPv6 addresses that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) are among it, whichever
 * address they carry: they are another spelling of a host, and no host on the internet needs one.
 */
const specialPurpose = rangesOf([
  '0.0.0.0/8', // this network, and the unspecified address
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by carriers; Alibaba Cloud's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // public by registration, and Azure's metadata on every host there
  '169.254.0.0/16', // link-local; metadata of AWS, Azure and Google Cloud
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle Cloud's metadata
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // automatic multicast tunnelling
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '2001::/23', // protocol assignments: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
])

/** Mapped addresses, NAT64, unique local, link-local, multicast and loopback are all outside of it. */
const globalUnicast = rangesOf(['2000::/3'])

/** `allowed`: in one of the installation's ranges, where plain HTTP is sent too. */
export type AddressVerdict = 'public' | 'allowed' | 'refused'

/** What an address is to an installation. Whatever is no address is refused. */
export type JudgeAddress = (address: string) => AddressVerdict

/** Judges addresses for an installation that allows these ranges. Throws for a range that is none. */
export function addressPolicy(allowedRanges: readonly string[]): JudgeAddress {
  const allowed = rangesOf(allowedRanges)
  return (address) => {
    // A zone (`fe80::1%eth0`) is of link-local addresses only.
    const family = address.includes('%') ? undefined : familyOf(address)
    if (!family) return 'refused'
    if (allowed.check(address, family)) return 'allowed'
    if (specialPurpose.check(address, family)) return 'refused'
    return family === 'ipv4' || globalUnicast.check(address, family) ? 'public' : 'refused'
  }
}

/** The address that a URL's host is, without the brackets of IPv6; undefined for a name. */
export function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) === 0 ? undefined : bare
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits = '', ...more] = range.split('/')
    const family = familyOf(network)
    const prefix = Number(bits)
    if (!family || more.length > 0 || !/^\d{1,3}$/.test(bits) || prefix > (family === 'ipv4' ? 32 : 128))
      throw new RangeError(`${range} is no range of addresses such as 10.1.0.0/16 or fd00::/8.`)
    list.addSubnet(network, prefix, family)
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address) as 4 | 6]
}
