import type { Run } from './run.ts'

/** Why a run failed, in words. */
export const causeText = ({ cause }: Pick<Run, 'cause'>): string => cause?.message ?? 'The run failed.'
