export type { Clock } from './clock.js';
export type { Encoded } from './codecs/contract.js';
export { parseJson } from './codecs/reading/json.js';
export { SessionAdminError, type ErrorCode, type OptionName } from './errors.js';
export type { FactName } from './layouts/facts.js';
export type { Proof } from './layouts/contract.js';
export type { CustomColumns } from './layouts/custom.js';
export type { LayoutData } from './layouts/file/schema.js';
export { knownLayouts, type KnownLayout } from './layouts/known-layouts.js';
export {
  codecNames,
  expiryFormatNames,
  layoutNames,
  type CodecName,
  type ExpiryFormatName,
  type Json,
  type JsonObject,
  type LayoutName,
  type Session,
  type SessionState,
} from './session.js';
export type { CleanupOptions } from './store/purge/cleanup.js';
export type { Transport } from './database/connected.js';
export { databaseTitle } from './database/url.js';
export type { GoesAlong } from './store/along/count.js';
export { deviceOf } from './store/device.js';
export {
  checkNames,
  type CheckName,
  type CheckStatus,
  type Examined,
  type ExamineBounds,
  type Finding,
} from './store/doctor/contract.js';
export type { ExamineOptions } from './store/doctor/examine.js';
export { notOpened } from './store/doctor/not-opened.js';
export type { Values } from './store/encode.js';
export type { StoreInfo } from './store/info.js';
export type { EndedAlso, LockoutOptions, LockoutResult } from './store/lockout/contract.js';
export type { Login, LoginOptions } from './store/login.js';
export type { Check, ImportOptions } from './store/write/write.js';
export type { SessionFilter } from './store/filter.js';
export type { PeopleColumns } from './store/people/columns.js';
export type { PeopleInfo, ResolvedUser } from './store/people/people.js';
export type { Left, Uncounted } from './store/purge/left.js';
export type { PurgeOptions, PurgeProgress } from './store/purge/options.js';
export type { PurgeResult } from './store/purge/purge.js';
export type { RemoveOptions, RemoveResult } from './store/remove/rows.js';
export type { RowOptions } from './store/row-columns.js';
export type { Keep, SavedRow, SavedSession } from './store/save/contract.js';
export { savedIn, type Saved } from './store/save/entry.js';
export type { Restored } from './store/save/restore.js';
export type { ScanOptions } from './store/read/scan.js';
export type { OwnTableOptions, StoreOptions } from './store/options.js';
export type {
  AddressCount,
  DeviceCount,
  Group,
  Grouping,
  GroupingOptions,
  Groups,
  GroupSort,
  Stats,
  StatsOptions,
  TableStorage,
  UserCount,
} from './store/stats/contract.js';
export type { Stretch } from './store/stats/instants.js';
export { SequelizeStore } from './store/store.js';
export type { ExpiredSurvey } from './store/purge/survey.js';
export type { Condition } from './store/where.js';
export type { Entries, Entry } from './store/write/entry.js';
