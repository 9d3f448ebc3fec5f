import { strToU8, zipSync } from 'fflate'
import type { TestApp } from './app.ts'
import type { Fleet } from './fleet.ts'

/** A deployment's id as `/v1` takes it, in one as the MMC dialect spells it. */
export const uuidOf = (id: string): string => id.replace('local$', '')

/** A Mule application archive with these flows, each with one inbound endpoint; `bytes` makes it that large. */
export function archive(flows: readonly string[] = ['IntakeFlow'], bytes = 0): Uint8Array<ArrayBuffer> {
  const flow = (name: string) =>
    `<flow name="${name}"><vm:inbound-endpoint path="${name.toLowerCase()}" exchange-pattern="one-way"/></flow>`
  const files: Record<string, Uint8Array> = { 'mule-config.xml': strToU8(`<mule>${flows.map(flow).join('')}</mule>`) }
  if (bytes > 0) files['lib/filler.bin'] = noise(bytes)
  return new Uint8Array(zipSync(files, { level: 0 }))
}

/** Bytes that no compression makes fewer, the same each time. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = 1
  for (let index = 0; index < length; index++) bytes[index] = (state = (state * 48_271) % 2_147_483_647) & 255
  return bytes
}

/** Uploads as scripts do: a form with a file and two texts. */
export async function upload(app: TestApp, token: string, parts: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([value]), 'app.zip')
  }
  const answer = await fetch(`${app.url}/mmc/api/repository`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })

  const json = JSON.parse(await answer.text())

  return { status: answer.status, json }
}

/** A version of an application in the repository; its id as the MMC dialect shows it. */
export async function version(app: TestApp, token: string, name: string, label: string, flows?: readonly string[]) {
  const { status, json } = await upload(app, token, { file: archive(flows), name, version: label })
  if (status !== 200) throw new Error(JSON.stringify(json))
  return (json as { versionId: string }).versionId
}

export interface DeploymentJson {
  id: string
  name: string
  status: string
  reconciled: boolean
  lastModified: string
  href: string
  servers: string[]
  clusterIds: string[]
  clusterNames: string[]
  applications: string[]
}

/** What tests do with deployments of a fleet. */
export function deploymentsOf(fleet: Fleet) {
  const get = async (id: string) => (await fleet.mmc('GET', `/deployments/${id}`)).json as DeploymentJson
  const create = async (name: string, body: object): Promise<DeploymentJson> => {
    const made = await fleet.mmc('POST', '/deployments', { name, ...body })
    if (made.status !== 200) throw new Error(made.text)
    return made.json as DeploymentJson
  }
  /** Asks for a rollout; its id. */
  const ask = async (id: string, verb: 'deploy' | 'redeploy' | 'undeploy'): Promise<string> => {
    const answer = await fleet.mmc('POST', `/deployments/${id}/${verb}`)
    if (answer.status !== 200) throw new Error(answer.text)
    return answer.headers.get('x-sluice-rollout') ?? ''
  }
  /** What a server is said to carry: names and states. */
  const carried = async (serverId: string | undefined): Promise<Record<string, string>> => {
    const { json } = await fleet.mmc('GET', `/servers/local$${serverId}/applications`)
    const data = json.data as { name: string; status: string }[]
    return Object.fromEntries(data.map((one) => [one.name, one.status]))
  }
  return { get, create, ask, carried }
}
