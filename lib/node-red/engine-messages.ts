import type { CarriedFlow, NewRun, Problems } from './carrier.ts'
import type { Figures } from './in-hand.ts'
import type { EndedRun } from './runs.ts'

/** What the agent and the engine, two processes, say to each other. */
export interface EngineOptions {
  /** The folder of the engine's package, installed. */
  home: string
  /** A folder of Node-RED's own; nothing secret is in it. */
  userFolder: string
  host: string
  port: number
  excludedFiles: readonly string[]
}

/** Requests by name: what they take and what they answer. */
export interface EngineCalls {
  start: { takes: EngineOptions; answers: { port: number; types: string[] } }
  apply: { takes: CarriedFlow[]; answers: Problems }
  begin: { takes: NewRun; answers: null }
  figures: { takes: null; answers: Record<string, Figures> }
  /** Whether it still turns. */
  ping: { takes: null; answers: null }
}

export type EngineCall = keyof EngineCalls

export interface EngineRequest<Name extends EngineCall = EngineCall> {
  id: number
  call: Name
  value: EngineCalls[Name]['takes']
}

export interface EngineAnswer {
  id: number
  value?: unknown
  error?: string
}

/** What the engine says unasked: these flows are idle, these runs have ended. */
export interface EngineNews {
  idle: string[]
  runs: EndedRun[]
}
