namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What a packet filter's rule does with a packet that fulfils its conditions.</summary>
internal enum FilterVerdict
{
    /// <summary>Nothing that decides: count, log, mark.</summary>
    GoOn,

    /// <summary>Lets it in, as far as this base chain is concerned.</summary>
    Accept,

    /// <summary>Drops or rejects it.</summary>
    Drop,

    /// <summary>Ends this chain.</summary>
    Return,

    /// <summary>Runs another chain, then goes on.</summary>
    Jump,

    /// <summary>Runs another chain instead of the rest of this one.</summary>
    Goto,
}
