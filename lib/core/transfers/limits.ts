const [mega, giga] = [1024 ** 2, 1024 ** 3]

/** How much a run takes, and how much of it one step does (docs/dialects/appflow.md 6). Bytes of source objects. */
export const limits = {
  objectBytes: 125 * mega,
  runBytes: 100 * giga,
  /** Of a chain that a single step has to do. */
  singleStepBytes: 10 * giga,
  /** After so much, a step of a chain hands on. */
  chainStepBytes: 2 * giga,
  lotObjects: 1000,
  lotBytes: 125 * mega,
  /** Keys that one step lists. */
  listedKeys: 100_000,
} as const
