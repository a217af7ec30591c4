// How a recording's place is taken, apart from who takes it: it is in public options, whose types need no library.

/** What a writer does where the recording is there already. */
export type WriterMode = 'create' | 'append' | 'overwrite';
