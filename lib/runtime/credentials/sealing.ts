import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Whose a sealed text is: it opens for the same tenant and the same place only. */
export interface SealedFor {
  tenant: string
  /** Which secret of the tenant it is, such as `credential|warehouse`: a row that is copied to another does not open there. */
  place: string
}

const version = 'v1'
const [nonceBytes, tagBytes, keyBytes] = [12, 16, 32]

/**
 * Seals a text for a tenant: AES-256-GCM under a key that is derived from the installation's master key and the tenant
 * (HKDF with SHA-256). `v1.<nonce, ciphertext and tag in base64url>`: a later version can be told and opened beside it.
 */
export function seal(masterKey: string, { tenant, place }: SealedFor, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(masterKey, tenant), nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${version}.${sealed.toString('base64url')}`
}

/**
 * Opens what `seal` made. Throws `UnsealingError` when it was sealed for another tenant or place, under another master key,
 * or is not as it was.
 */
export function unseal(masterKey: string, { tenant, place }: SealedFor, sealed: string): string {
  const [, text] = /^v1\.([\w-]+)$/.exec(sealed) ?? []
  const bytes = Buffer.from(text ?? '', 'base64url')
  // Decoding is lenient with a last character's unused bits; what was sealed has one spelling.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== text) throw new UnsealingError()
  const [nonce, content] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, -tagBytes)]
  const key = keyOf(masterKey, tenant)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes))
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

const keyOf = (masterKey: string, tenant: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, '', `sluice sealing ${version} ${tenant}`, keyBytes))
