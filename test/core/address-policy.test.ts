import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressPolicy, literalOf } from '../../lib/core/outbound/address-policy.ts'

const judge = addressPolicy([])

describe('an address that is not public is refused', () => {
  test.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private, 10/8', '10.0.0.1'],
    ['private, the last of 10/8', '10.255.255.255'],
    ['shared by carriers', '100.64.0.1'],
    ['metadata of Alibaba Cloud', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['loopback, another', '127.255.255.254'],
    ['metadata of Azure', '168.63.129.16'],
    ['link-local', '169.254.0.1'],
    ['metadata of AWS, Azure and Google Cloud', '169.254.169.254'],
    ['credentials of AWS containers', '169.254.170.2'],
    ['private, 172.16/12', '172.16.0.1'],
    ['private, the last of 172.16/12', '172.31.255.255'],
    ['metadata of Oracle Cloud', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['AS112', '192.31.196.1'],
    ['tunnelling', '192.52.193.1'],
    ['6to4 relay', '192.88.99.1'],
    ['private, 192.168/16', '192.168.1.1'],
    ['AS112, direct delegation', '192.175.48.1'],
    ['benchmarks', '198.19.255.255'],
    ['documentation, 2', '198.51.100.1'],
    ['documentation, 3', '203.0.113.255'],
    ['multicast', '224.0.0.1'],
    ['multicast, the last', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 link-local with a zone', 'fe80::1%eth0'],
    ['IPv6 site-local', 'fec0::1'],
    ['IPv6 unique local', 'fd12:3456::1'],
    ['metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv6 discard', '100::1'],
    ['IPv6 documentation', '2001:db8::1'],
    ['IPv6 documentation, 2', '3fff::1'],
    ['IPv6 benchmarks', '2001:2::1'],
    ['ORCHID', '2001:20::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['segment routing', '5f00::1'],
    ['IPv6 that nobody has', '4000::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback in hex', '::ffff:7f00:1'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['mapped public', '::ffff:8.8.8.8'],
    ['compatible loopback', '::127.0.0.1'],
    ['NAT64 of a private address', '64:ff9b::10.0.0.1'],
    ['NAT64 of metadata in hex', '64:ff9b::a9fe:a9fe'],
    ['NAT64, local prefix', '64:ff9b:1::7f00:1'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['6to4 of a private address', '2002:c0a8:101::1'],
    ['no address', 'localhost'],
    ['no address at all', ''],
    ['an address in a spelling that only URLs have', '0x7f.1'],
  ])('%s: %s', (_, address) => {
    expect(judge(address)).toBe('refused')
  })
})

test.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.32.0.0', '192.0.1.0', '223.255.255.255', '2606:4700::1111'])(
  '%s is public',
  (address) => {
    expect(judge(address)).toBe('public')
  },
)

test('a range that the installation allows is allowed, mapped too, and nothing beside it', () => {
  const judge = addressPolicy(['127.0.0.0/8', '::1/128', '10.1.0.0/16'])

  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '10.1.255.255', '::ffff:127.0.0.1'])
    expect([address, judge(address)]).toEqual([address, 'allowed'])
  for (const address of ['10.2.0.0', '10.0.255.255', '::2', '169.254.169.254', '::ffff:10.2.0.0'])
    expect([address, judge(address)]).toEqual([address, 'refused'])
})

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/-1', 'localhost/8', '::1/129', '/8', '10.0.0.0/'])(
  'the range %s is refused as none',
  (range) => {
    expect(() => addressPolicy([range])).toThrow(RangeError)
  },
)

test('every address of a refused range is refused, and its neighbours are as public as they were', () => {
  const toText = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
  const ranges: [number, number][] = [
    [0x0a000000, 8],
    [0x64400000, 10],
    [0xac100000, 12],
    [0xc6120000, 15],
    [0xc0a80000, 16],
    [0xe0000000, 4],
  ]
  fc.assert(
    fc.property(fc.constantFrom(...ranges), fc.nat(0xffffffff), ([network, prefix], any) => {
      const within = (network | (any & (2 ** (32 - prefix) - 1))) >>> 0
      expect(judge(toText(within))).toBe('refused')
    }),
  )
  for (const outside of [
    0x09ffffff, 0x0b000000, 0x643fffff, 0x64800000, 0xac0fffff, 0xac200000, 0xc611ffff, 0xc6140000,
  ])
    expect([toText(outside), judge(toText(outside))]).toEqual([toText(outside), 'public'])
})

test.each([
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f000001/', '127.0.0.1'],
  ['https://0x7f.1/', '127.0.0.1'],
  ['https://0177.0.0.1/', '127.0.0.1'],
  ['https://127.1/', '127.0.0.1'],
  ['https://127.0.0.1./', '127.0.0.1'],
  ['https://１２７.0.0.1/', '127.0.0.1'],
  ['https://0/', '0.0.0.0'],
  ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ['https://[0:0:0:0:0:0:0:1]/', '::1'],
  ['https://example.com/', undefined],
])('%s names the address %s', (url, address) => {
  expect(literalOf(new URL(url))).toBe(address)
})
