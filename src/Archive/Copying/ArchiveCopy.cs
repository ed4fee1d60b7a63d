using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Copying;

/// <summary>
/// Copies a whole archive into an empty one, from either engine to either, row by row with its numbers: what referred to
/// recording 7 still does. Interrupted, it goes on where it was; until it is done nobody else can open what it copies into.
/// </summary>
public static class ArchiveCopy
{
    // In the archive that is copied into: where from, and as long as it is there the copy is not done.
    private const string Marker = "archive_copy";

    private const int RowsPerCommit = 1000;
    private const long BytesPerCommit = 4 * 1024 * 1024;

    /// <summary>Copies; what is there of an earlier attempt stays.</summary>
    /// <param name="from">What to copy. Nobody may write to it meanwhile; see <see cref="ScaleArchive.TakeServeLease"/>.</param>
    /// <param name="to">Where to; made where it is not there.</param>
    /// <param name="clock">The time.</param>
    /// <param name="progress">Told after each commit.</param>
    /// <param name="cancellation">Ends it after the commit at hand.</param>
    /// <returns>How many rows there are now.</returns>
    /// <exception cref="ArchiveException">One of them cannot be opened, or holds an archive of its own already.</exception>
    public static async Task<long> RunAsync(ArchiveOptions from, ArchiveOptions to, TimeProvider clock, Action<CopyProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        await using (ScaleArchive.Open(from, clock))
        {
            // It is of this version's schema now.
        }

        using ArchiveEngine sourceEngine = ArchiveEngine.Of(from);
        using Database source = sourceEngine.OpenReader();
        using ArchiveEngine targetEngine = ArchiveEngine.Of(to);
        using Database target = targetEngine.OpenWriter();
        Schema.Migrator.Migrate(target, Schema.Migration.All, clock);
        Begin(source, target);
        long rows = 0;
        source.BeginReading();
        foreach (CopiedTable table in CopiedTable.All)
        {
            rows += Copy(table, source, target, progress, cancellation);
        }

        source.Rollback();
        target.BeginWriting();
        target.Execute($"DROP TABLE {Marker}");
        target.Execute("UPDATE revision SET value = value + 1");
        target.Commit();
        return rows;
    }

    /// <summary>Throws where a copy into the archive was begun and not finished.</summary>
    internal static void RefuseUnfinished(Database database)
    {
        if (database.HasTable(Marker))
        {
            throw new ArchiveException($"archive {database.Name}: the copy from {database.Text($"SELECT source FROM {Marker}")} into it is not finished; run `scaleproxy archive copy` again, it goes on where it was");
        }
    }

    private static void Begin(Database source, Database target)
    {
        if (!target.HasTable(Marker))
        {
            foreach (CopiedTable table in CopiedTable.All)
            {
                if (target.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM {table.Name} LIMIT 1) AS first") > 0)
                {
                    throw new ArchiveException($"archive {target.Name}: there is something in it already; a copy goes into an empty one");
                }
            }

            target.BeginWriting();
            target.Execute($"CREATE TABLE {Marker} (source TEXT NOT NULL)");
            using Statement mark = target.Prepare($"INSERT INTO {Marker} (source) VALUES ($1)");
            mark.Bind(1, source.Name).Run();
            target.Commit();
        }
        else if (target.Text($"SELECT source FROM {Marker}") is var earlier && earlier != source.Name)
        {
            throw new ArchiveException($"archive {target.Name}: the copy that was begun into it is from {earlier}; finish that one, or copy into another");
        }
    }

    private static long Copy(CopiedTable table, Database source, Database target, Action<CopyProgress> progress, CancellationToken cancellation)
    {
        IReadOnlyList<Column> columns = target.Columns(table.Name);
        string names = string.Join(", ", columns.Select(column => column.Name));
        long total = source.Number($"SELECT COUNT(*) FROM {table.Name}");
        long done = target.Number($"SELECT COUNT(*) FROM {table.Name}");
        bool goesOn = done > 0 && columns.First(column => column.Name == table.FirstKey).Kind == ColumnKind.Number;
        string condition = string.Empty;
        if (goesOn)
        {
            // The last one may be there in part.
            condition = FormattableString.Invariant($" WHERE {table.FirstKey} >= {target.Number($"SELECT MAX({table.FirstKey}) FROM {table.Name}")}");
        }

        using Statement rows = source.Prepare($"SELECT {names} FROM {table.Name}{condition} ORDER BY {table.Key}");
        using Statement insert = target.Prepare($"INSERT INTO {table.Name} ({names}) VALUES ({string.Join(", ", Enumerable.Range(1, columns.Count).Select(number => FormattableString.Invariant($"${number}")))}) ON CONFLICT DO NOTHING");
        bool more = rows.Step();
        while (more)
        {
            cancellation.ThrowIfCancellationRequested();
            more = CopySome(rows, insert, columns, target, ref done);
            progress(new CopyProgress(table.Name, done, total));
        }

        if (table.HasIds)
        {
            target.TookIds(table.Name);
        }

        return done;
    }

    private static bool CopySome(Statement rows, Statement insert, IReadOnlyList<Column> columns, Database target, ref long done)
    {
        bool more = true;
        long bytes = 0;
        target.BeginWriting();
        try
        {
            for (int count = 0; more && count < RowsPerCommit && bytes < BytesPerCommit; count++)
            {
                for (int i = 0; i < columns.Count; i++)
                {
                    bytes += CopyValue(rows, insert, i, columns[i].Kind);
                }

                done += insert.Run();
                more = rows.Step();
            }

            target.Commit();
        }
        finally
        {
            target.Rollback();
        }

        return more;
    }

    // Gives its size, about.
    private static long CopyValue(Statement rows, Statement insert, int column, ColumnKind kind)
    {
        if (rows.IsNull(column))
        {
            insert.BindNull(column + 1);
            return 0;
        }

        switch (kind)
        {
            case ColumnKind.Number:
                insert.Bind(column + 1, rows.Int64(column));
                return sizeof(long);
            case ColumnKind.Text:
                string text = rows.Text(column);
                insert.Bind(column + 1, text);
                return text.Length;
            default:
                byte[] bytes = rows.Blob(column);
                insert.Bind(column + 1, bytes);
                return bytes.Length;
        }
    }
}
