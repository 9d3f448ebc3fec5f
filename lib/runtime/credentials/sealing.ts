import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** The item that a sealed text is kept in: copied to another one, or to another tenant, it does not open. */
export interface SealedFor {
  tenant: string
  entity: 'component' | 'credential'
  id: string
}

const version = 'v1'
const [nonceBytes, tagBytes, keyBytes] = [12, 16, 32]

/**
 * Seals a text for an item: AES-256-GCM under a key that is derived from the installation's master key and the tenant
 * (HKDF with SHA-256). `v1.<nonce, ciphertext and tag in base64url>`: a later version can be told and opened beside it.
 */
export function seal(masterKey: string, item: SealedFor, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(masterKey, item), nonce, { authTagLength: tagBytes })
  cipher.setAAD(placeOf(item))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${version}.${sealed.toString('base64url')}`
}

/**
 * Opens what `seal` made. Throws `UnsealingError` when it was sealed for another item or tenant, under another master key,
 * or is not as it was.
 */
export function unseal(masterKey: string, item: SealedFor, sealed: string): string {
  const [, text] = /^v1\.([\w-]+)$/.exec(sealed) ?? []
  const bytes = Buffer.from(text ?? '', 'base64url')
  // Decoding is lenient with a last character's unused bits; what was sealed has one spelling.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== text) throw new UnsealingError()
  const [nonce, content] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, -tagBytes)]
  const key = keyOf(masterKey, item)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(placeOf(item)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch {
    throw new UnsealingError()
  }
}

/** Says no more than that: what is sealed, and what is wrong with it, is nobody's to read in a log. */
export class UnsealingError extends Error {
  constructor() {
    super(
      'A sealed value cannot be opened: it is damaged, or was sealed for something else or under another master key.',
    )
    this.name = 'UnsealingError'
  }
}

const placeOf = ({ entity, id }: SealedFor): Buffer => Buffer.from(`${entity}|${id}`)

const keyOf = (masterKey: string, { tenant }: SealedFor): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, '', `sluice sealing ${version} ${tenant}`, keyBytes))
