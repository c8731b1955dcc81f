namespace Monitas.BootServer.Api;

/// <summary>By what agents know this server.</summary>
internal interface IServerIdentity
{
    /// <summary>SHA-256 of the CA certificate's DER: 64 lower-case hexadecimal digits.</summary>
    string CaFingerprint { get; }
}
