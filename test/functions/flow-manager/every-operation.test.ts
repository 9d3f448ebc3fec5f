import { loadRegistry } from '../../../lib/inventory/registry.ts'
import { isExempt } from '../../_harness/exceptions.ts'
import { everyOperation } from '../../_harness/suites/every-operation.ts'

everyOperation(await loadRegistry(), isExempt, 'functions/flow-manager')
