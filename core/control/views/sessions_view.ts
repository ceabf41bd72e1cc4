/** Recorded sessions as the API shows them, from their folders. */
import { UserError } from "../../base/errors.ts";
import { listSessionFolders, SessionFolder } from "../../supervisor/session_folder.ts";
import { readSessionRecord } from "../../supervisor/session_record.ts";
import type { SessionEntry } from "../contract/research.ts";
import type { ControlPlane } from "../control_plane.ts";
import { ProblemError } from "../http/problem.ts";

/** Newest first; a folder without a record that can be read is left out. */
export function sessionEntries(plane: ControlPlane): SessionEntry[] {
  const folder = sessionsFolder(plane);
  if (folder === undefined) return [];
  return listSessionFolders(folder).reverse().flatMap((session) => {
    try {
      const { id, state, startedAt, endedAt, source, mode, messages, frames } = readSessionRecord(
        session,
      );
      const running = id === plane.tap.view.id;
      return [{ id, state, startedAt, endedAt, source, mode, messages, frames, running }];
    } catch (thrown) {
      if (thrown instanceof UserError) return [];
      throw thrown;
    }
  });
}

export function sessionRecord(plane: ControlPlane, id: string): Record<string, unknown> {
  const folder = sessionsFolder(plane);
  const known = folder === undefined
    ? []
    : listSessionFolders(folder).filter((session) => session.id === id);
  if (known.length === 0) throw new ProblemError(404, `there is no session ${id}`);
  return { ...readSessionRecord(new SessionFolder(known[0].path)) };
}

/** Where this session lies, others do. */
function sessionsFolder({ options, tap }: ControlPlane): string | undefined {
  return options.sessions ?? tap.view.folder?.replace(/\/[^/]+\/?$/, "");
}
