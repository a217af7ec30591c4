// The public API: what the commands do, for programs.

export { MockError, type MockErrorCode } from './core/errors.ts';
export type { Fault } from './faults/fault.ts';
export type { UpstreamCompression } from './mysql/session/upstream.ts';
export type { StrategyName } from './replay/matching/match-query.ts';
export type { Miss, MissReason, Nearest } from './replay/misses/misses.ts';
export type { CountedMiss } from './replay/session/journal.ts';
export type { MissPolicy, ReplayUser, Synthesised } from './replay/session/replay-context.ts';
export type { Substitution } from './replay/volatile/values/substitution.ts';
export type { VolatileKind } from './replay/volatile/values/volatile-kinds.ts';
export type { VolatileRule } from './replay/volatile/values/volatile-rules.ts';
export { defineOverlay, type Overlay, type Recorded, type RecordedResult } from './script/modern/define-overlay.ts';
export type {
  Script,
  ScriptAnswer,
  ScriptAuth,
  ScriptColumn,
  ScriptDocuments,
  ScriptError,
  ScriptGreeting,
  ScriptInfile,
  ScriptNotice,
  ScriptOk,
  ScriptReply,
  ScriptRow,
  ScriptRows,
  ScriptSession,
  ScriptSessionChanges,
  ScriptValue,
  ScriptWarning,
} from './script/modern/define-script.ts';
export { defineScript } from './script/modern/define-script.ts';
export type {
  OperationValue,
  ScriptChange,
  ScriptCommand,
  ScriptCrud,
  ScriptDelete,
  ScriptExpression,
  ScriptField,
  ScriptFind,
  ScriptInsert,
  ScriptOrder,
  ScriptUpdate,
  ScriptView,
} from './script/operation.ts';
export { check } from './serve/check.ts';
export type { ClientSideOptions, ClientSslMode } from './serve/client-side.ts';
export { type RecordingRun, type RecordOptions, record } from './serve/record.ts';
export type { RedactionOptions } from './serve/redaction.ts';
export { type ReplayCounts, type ReplayOptions, type ReplayRun, replay } from './serve/replay.ts';
export type { ReplayReport, ReportedExchange, ScopeReport } from './serve/replay-report.ts';
export { type ScriptCounts, type ScriptOptions, type ScriptServing, script } from './serve/script.ts';
export type { ServerSideOptions, ServerSslMode } from './serve/server-side.ts';
export type { Serving } from './serve/serving.ts';
export { type VerifyOptions, verify } from './serve/verify.ts';
export type { CheckOptions } from './tools/check/check-recording.ts';
export type { CheckDifference, CheckResult } from './tools/check/check-result.ts';
export type { Touched } from './tools/redact/masker.ts';
export type { Asked, Drift, TableDrift, VerifyResult, Withheld } from './tools/verify/verify-result.ts';
