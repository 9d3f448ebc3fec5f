import { useSyncExternalStore } from 'react'
import { call } from '../../api/client.ts'
import { Refusal, Unreachable } from '../../api/refusal.ts'
import { Signal } from '../../api/signal.ts'
import { refreshAll } from '../../api/watch.ts'
import { sendArchive } from './send-archive.ts'
import { sha256Of } from './sha256.ts'

/**
 * How far an archive is: `reading` for its checksum, `sending` to the bucket, `checking` by the control plane, or one of the ends.
 * `interrupted`: the page was loaded again meanwhile, and no longer has the file.
 */
export type Stage =
  'reading' | 'sending' | 'checking' | 'registered' | 'refused' | 'failed' | 'cancelled' | 'interrupted'

export interface Upload {
  id: string
  fileName: string
  sizeBytes: number
  applicationName: string
  versionName: string
  stage: Stage
  /** Bytes that were read or sent in this stage. */
  doneBytes: number
  /** Why it ended without a version, in the words of whoever refused it. */
  cause?: string
  /** The upload and the version it became, as the API knows them. */
  uploadId?: string
  versionId?: string
}

/** Where they are kept over a loading of the page; read at once, so it stands first. */
const storage = 'sluice-uploads'

/** They go on while other pages are looked at; what becomes of them is known again after the page was loaded anew. */
const uploads = new Signal<readonly Upload[]>(kept())
const ends = new Map<string, AbortController>()
let count = 0

export const useUploads = (): readonly Upload[] => useSyncExternalStore(uploads.subscribe, uploads.get)

export const isUnderWay = ({ stage }: Upload): boolean =>
  stage === 'reading' || stage === 'sending' || stage === 'checking'

/** Uploads an archive; empty names are left to the API. */
export function startUpload(file: File, names: Pick<Upload, 'applicationName' | 'versionName'>): void {
  const id = `${Date.now()}-${++count}`
  const upload: Upload = { ...names, id, fileName: file.name, sizeBytes: file.size, stage: 'reading', doneBytes: 0 }
  const end = new AbortController()
  ends.set(id, end)
  uploads.set([upload, ...uploads.get()])
  void concluded(upload, end.signal, carryOut(upload, file, end.signal))
}

/** Ends an upload that is under way: nothing becomes a version any more, unless all of it had been sent. */
export const cancelUpload = (id: string): void => ends.get(id)?.abort()

export const forgetUpload = (id: string): void => {
  uploads.set(uploads.get().filter((one) => one.id !== id))
  keep()
}

async function carryOut({ id, applicationName, versionName }: Upload, file: File, signal: AbortSignal): Promise<void> {
  const progress = (doneBytes: number) => update(id, { doneBytes })
  const sha256 = await sha256Of(file, progress, signal)
  const body = { ...present({ applicationName, versionName }), sizeBytes: file.size, sha256 }
  const { uploadId, url, headers } = await call('POST /v1/uploads', { body }, signal)
  update(id, { stage: 'sending', doneBytes: 0, uploadId })
  await sendArchive(file, url, headers, progress, signal)
  update(id, { stage: 'checking', doneBytes: file.size })
  await follow(id, uploadId, signal)
}

/** Waits for what becomes of an archive that has arrived. */
async function follow(id: string, uploadId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await call('GET /v1/uploads/{uploadId}', { path: { uploadId } }, signal).catch(unlessAway)
    if (answer && answer.status !== 'waiting') {
      const { status, cause, versionId, applicationName, versionName } = answer
      update(id, { stage: status, cause, versionId, applicationName, versionName })
      return refreshAll()
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** A control plane that is away for a moment does not end an upload that has been sent. */
function unlessAway(error: unknown): undefined {
  if (!(error instanceof Unreachable)) throw error
}

async function concluded({ id }: Upload, signal: AbortSignal, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (signal.aborted) update(id, { stage: 'cancelled' })
    else update(id, { stage: error instanceof Refusal ? 'refused' : 'failed', cause: (error as Error).message })
  } finally {
    ends.delete(id)
  }
}

function update(id: string, change: Partial<Upload>): void {
  uploads.set(uploads.get().map((one) => (one.id === id ? { ...one, ...change } : one)))
  if ('stage' in change) keep()
}

/** In this tab only, and for as long as it is open. */
const keep = (): void => sessionStorage.setItem(storage, JSON.stringify(uploads.get()))

function kept(): readonly Upload[] {
  const former = JSON.parse(sessionStorage.getItem(storage) ?? '[]') as Upload[]
  return former.map((one) =>
    one.stage === 'reading' || one.stage === 'sending' ? { ...one, stage: 'interrupted' as const } : one,
  )
}

for (const upload of uploads.get()) {
  const { id, stage, uploadId } = upload
  if (stage !== 'checking' || uploadId === undefined) continue
  const end = new AbortController()
  ends.set(id, end)
  void concluded(upload, end.signal, follow(id, uploadId, end.signal))
}

addEventListener('beforeunload', (event) => {
  // The browser asks before it throws away what has not been sent.
  if (uploads.get().some(({ stage }) => stage === 'reading' || stage === 'sending')) event.preventDefault()
})

const present = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ''))
