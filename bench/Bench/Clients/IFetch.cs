namespace Monitas.Bench.Clients;

/// <summary>One client that fetches one file. Used by one thread.</summary>
internal interface IFetch
{
    /// <summary>The bytes that came so far; all of them right.</summary>
    long Bytes { get; }

    /// <summary>What the server agreed to.</summary>
    string Terms { get; }

    /// <summary>How often it had to ask again.</summary>
    long Resent { get; }

    /// <summary>Fetches the file; returns when all of it has come and was right.</summary>
    /// <exception cref="FetchException">It did not come, or was wrong.</exception>
    void Run();
}
