// Command codes among the protocol's other constants. Their table is in `core`, since rules of identity, which know no
// protocol, ask it as well.

export {
  CommandCode,
  commandCode,
  commandName,
  hasTrait,
  isCommandName,
  Trait,
} from '../../core/command-table.ts';
