// The public API: what the commands do, for programs.

export { check } from './app/check.ts';
export type { ClientSideOptions, ClientSslMode } from './app/client-side.ts';
export { type RecordingRun, type RecordOptions, type RedactionOptions, record } from './app/record.ts';
export { type ReplayCounts, type ReplayOptions, type ReplayRun, replay } from './app/replay.ts';
export type { ReplayReport, ReportedExchange, ScopeReport } from './app/replay-report.ts';
export { type ScriptCounts, type ScriptOptions, type ScriptServing, script } from './app/script.ts';
export type { ServerSideOptions, ServerSslMode } from './app/server-side.ts';
export type { Serving } from './app/serving.ts';
export { type VerifyOptions, verify } from './app/verify.ts';
export type { CheckOptions } from './check/check-recording.ts';
export type { CheckDifference, CheckResult } from './check/check-result.ts';
export { MockError, type MockErrorCode } from './domain/errors.ts';
export type { Fault } from './faults/fault.ts';
export type { UpstreamCompression } from './record/upstream.ts';
export type { Touched } from './redact/masker.ts';
export type { CountedMiss } from './replay/journal.ts';
export type { MissPolicy, ReplayUser, Synthesised } from './replay/library.ts';
export type { StrategyName } from './replay/match-query.ts';
export type { Miss, MissReason, Nearest } from './replay/misses.ts';
export type { Substitution } from './replay/volatile.ts';
export type { VolatileKind } from './replay/volatile-kinds.ts';
export type { VolatileRule } from './replay/volatile-rules.ts';
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
export type { Asked, Drift, TableDrift, VerifyResult, Withheld } from './verify/verify-result.ts';
