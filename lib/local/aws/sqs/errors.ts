import { AwsError } from '../protocol.ts'

/** An error of SQS, under its name today and the code it had in the Query protocol. */
const failure = (name: string, message: string, queryCode = `AWS.SimpleQueueService.${name}`): AwsError =>
  new AwsError(name, message, 400, queryCode)

export const noSuchQueue = (): AwsError =>
  failure('QueueDoesNotExist', 'The specified queue does not exist.', 'AWS.SimpleQueueService.NonExistentQueue')

export const queueExists = (message: string): AwsError => failure('QueueNameExists', message, 'QueueAlreadyExists')

export const invalidParameter = (message: string): AwsError =>
  failure('InvalidParameterValue', message, 'InvalidParameterValue')

export const missingParameter = (name: string): AwsError =>
  failure('MissingParameter', `The request must contain the parameter ${name}.`, 'MissingParameter')

export const invalidAttributeName = (name: string): AwsError =>
  failure('InvalidAttributeName', `Unknown Attribute ${name}.`, 'InvalidAttributeName')

export const invalidAttributeValue = (name: string): AwsError =>
  failure('InvalidAttributeValue', `Invalid value for the parameter ${name}.`, 'InvalidAttributeValue')

export const invalidContents = (message: string): AwsError =>
  failure('InvalidMessageContents', message, 'InvalidMessageContents')

export const invalidHandle = (): AwsError =>
  failure('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 'ReceiptHandleIsInvalid')

export const notInFlight = (): AwsError =>
  failure('MessageNotInflight', 'The message is not in flight: its visibility timeout is over.')

export const emptyBatch = (): AwsError =>
  failure('EmptyBatchRequest', 'There should be at least one entry in the request.')

export const batchTooMany = (count: number): AwsError =>
  failure('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${count}.`)

export const batchTooLong = (bytes: number): AwsError =>
  failure('BatchRequestTooLong', `Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`)

export const idsNotDistinct = (id: string): AwsError => failure('BatchEntryIdsNotDistinct', `Id ${id} repeated.`)

export const invalidBatchId = (): AwsError =>
  failure(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  )

export const unsupported = (message: string): AwsError => failure('UnsupportedOperation', message)

export const noSuchResource = (message: string): AwsError =>
  failure('ResourceNotFoundException', message, 'ResourceNotFoundException')
