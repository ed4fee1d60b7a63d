using ScaleProxy.Archive.Maintenance;

namespace ScaleProxy.Archive.Engine;

/// <summary>One connection to the archive, whichever engine keeps it. Not for several threads at once.</summary>
internal abstract class Database : IDisposable
{
    /// <summary>What errors call it: the file, or the server's address without its password.</summary>
    public abstract string Name { get; }

    /// <summary>Prepares a statement, to be kept.</summary>
    /// <param name="sql">One text for both engines; see <see cref="Statement"/>.</param>
    public abstract Statement Prepare(string sql);

    /// <summary>Runs statements that are not worth preparing.</summary>
    /// <exception cref="ArchiveException">The database says no.</exception>
    public abstract void Execute(string sql);

    /// <summary>Begins a transaction that will write.</summary>
    /// <param name="toDisk">Whether its commit waits for the disk; one that does not outlives this process, and may be lost with the machine.</param>
    /// <exception cref="ArchiveException">The database cannot be reached, or another one keeps it locked.</exception>
    public abstract void BeginWriting(bool toDisk = true);

    /// <summary>Begins a transaction that reads what several statements ask for as of one moment. <see cref="Rollback"/> ends it.</summary>
    /// <exception cref="ArchiveException">The database cannot be reached.</exception>
    public abstract void BeginReading();

    /// <summary>
    /// Opens another connection that only reads, and exactly what this one's transaction reads, so that another thread can take
    /// a part of the work; null where that cannot be had.
    /// </summary>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public virtual Database? OpenBeside() => null;

    /// <summary>Brings what was written to the disk.</summary>
    /// <exception cref="ArchiveException">It may or may not be there.</exception>
    public abstract void Commit();

    /// <summary>Undoes what is not committed. Nothing happens where no transaction is open.</summary>
    public abstract void Rollback();

    /// <summary>The writing begins, with a schema to write to, for which <see cref="ArchiveOptions.Bulk"/> was asked.</summary>
    public virtual void BeginBulk()
    {
    }

    /// <summary>
    /// The next transaction fills an archive that is new: the more goes into that one the better. It must not take long, as nobody
    /// else can read until it is committed.
    /// </summary>
    public virtual bool IsFilling => false;

    /// <summary>That transaction has stored some more, and goes on.</summary>
    public virtual void FilledOn()
    {
    }

    /// <summary>Brings to the disk what <see cref="ArchiveOptions.Bulk"/> let lie in memory.</summary>
    public abstract void EndBulk();

    /// <summary>Whether there is a table of that name.</summary>
    public abstract bool HasTable(string name);

    /// <summary>Whether there is any table.</summary>
    public abstract bool HasTables();

    /// <summary>A table's columns, in the order they were declared.</summary>
    public abstract IReadOnlyList<Column> Columns(string table);

    /// <summary>Rows with ids of their own were put into a table: new ids come after them.</summary>
    public abstract void TookIds(string table);

    /// <summary>Within a transaction that writes: nobody else changes the schema until it is over.</summary>
    public abstract void LockSchema();

    /// <summary>What is wrong with how the engine keeps the rows.</summary>
    /// <exception cref="ArchiveException">It cannot even be looked for.</exception>
    public abstract IEnumerable<ArchiveFault> FindDamage();

    /// <summary>Rows that refer to others that are not there.</summary>
    /// <exception cref="ArchiveException">The database is damaged.</exception>
    public abstract IEnumerable<ArchiveFault> FindOrphans();

    /// <summary>What it takes on the disk.</summary>
    public abstract ArchiveSize Size();

    /// <summary>A schema's text as this engine has it; see the head of <c>Schema/0001-first.sql</c>.</summary>
    public abstract string Dialect(string schema);

    /// <summary>Reads by several statements, with nobody's change between them.</summary>
    /// <exception cref="ArchiveException">The database cannot be reached.</exception>
    public T AtOneMoment<T>(Func<T> read)
    {
        BeginReading();
        try
        {
            return read();
        }
        finally
        {
            Rollback();
        }
    }

    /// <summary>Asks for one number; null is 0.</summary>
    public long Number(string sql)
    {
        using Statement statement = Prepare(sql);
        long number = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    /// <summary>Asks for one value, as text.</summary>
    public string Text(string sql)
    {
        using Statement statement = Prepare(sql);
        string text = statement.Step() ? statement.Text(0) : string.Empty;
        statement.Reset();
        return text;
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
