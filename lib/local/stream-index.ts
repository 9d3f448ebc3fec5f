import { DatabaseSync } from 'node:sqlite'

/**
 * Gives the engine's table of stream records the indexes it lacks. At each write to a table with a stream the engine asks for
 * the highest sequence number there is, and reads every record of the last day to find it
 * (docs/decisions/0075-the-engine-finds-stream-records-by-an-index.md). The engine has made its tables; it may be running.
 */
export function indexStreamRecords(file: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS sluice_stream_tables ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS sluice_stream_shards
        ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER))`)
  } finally {
    database.close()
  }
}
