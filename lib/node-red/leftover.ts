import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** Beside the folder, as code of flows writes to the folder itself. */
const fileOf = (userFolder: string): string => `${userFolder}.pid`

/** How the engine of a folder is known among all processes. */
export const markOf = (userFolder: string): string => `--allow-fs-write=${userFolder}`

/** Notes the engine of a folder, a child of this process. */
export const noteEngine = (userFolder: string, processId: number | undefined): void =>
  writeFileSync(fileOf(userFolder), `${processId} ${process.pid}`)

/**
 * Ends an engine that has outlived its agent: one that a flow keeps from turning does not notice that, and would hold the port for
 * ever. Never one whose agent is there, nor a process that merely has its number.
 */
export function endLeftover(userFolder: string): void {
  try {
    const [engine = '', agent] = readFileSync(fileOf(userFolder), 'utf8').split(' ')
    const seen = execFileSync('ps', ['-ww', '-o', 'ppid=,command=', '-p', engine], { encoding: 'utf8' }).trim()
    const [parent, ...command] = seen.split(/\s+/)
    if (parent === agent || !command.join(' ').includes(markOf(userFolder))) return
    process.kill(Number(engine), 'SIGKILL')
    console.error(`Node-RED of an earlier start was still there, and was ended: process ${engine}.`)
  } catch {
    // None was noted, it is gone, or this system does not tell.
  }
}
