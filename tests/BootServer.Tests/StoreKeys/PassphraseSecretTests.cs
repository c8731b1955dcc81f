using System;
using System.Linq;
using Monitas.BootServer.StoreKeys;
using Monitas.Imaging.Sealing;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Xunit;

namespace Monitas.BootServer.Tests.StoreKeys;

public sealed class PassphraseSecretTests
{
    private static readonly PassphraseCost Cheap = new(64, 1, 1);

    /// <summary>RFC 9106 5.3.</summary>
    [Fact]
    public void Argon2id_PublishedVector_IsMet()
    {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13).WithSalt(Repeat(2, 16)).WithSecret(Repeat(3, 8)).WithAdditional(Repeat(4, 12))
            .WithMemoryAsKB(32).WithIterations(3).WithParallelism(4).Build();
        Argon2BytesGenerator generator = new();
        generator.Init(parameters);
        byte[] tag = new byte[32];
        generator.GenerateBytes(Repeat(1, 32), tag);
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void WrappingKey_SamePassphraseAndSlot_IsTheSameAndOthersAreNot()
    {
        PassphraseSecret secret = new("correct horse battery"u8, "test", cost: Cheap);
        KeySlot slot = secret.NewSlot();
        byte[] key = secret.WrappingKey(slot)!;
        Assert.Equal(32, key.Length);
        Assert.Equal(key, new PassphraseSecret("correct horse battery"u8, "test").WrappingKey(slot));
        Assert.NotEqual(key, new PassphraseSecret("correct horse batterz"u8, "test").WrappingKey(slot));
        Assert.NotEqual(key, secret.WrappingKey(secret.NewSlot()));
        Assert.NotEqual(key, secret.WrappingKey(slot with { Argon2id = Cheap with { Passes = 2 } }));
    }

    [Fact]
    public void WrappingKey_SlotOfAKeyFileOrWithASenselessCost_IsNone()
    {
        PassphraseSecret secret = new("correct horse battery"u8, "test", cost: Cheap);
        KeySlot slot = secret.NewSlot();
        Assert.Null(secret.WrappingKey(slot with { Kind = KeySlot.KeyFileKind }));
        Assert.Null(secret.WrappingKey(slot with { Argon2id = null }));
        Assert.Null(secret.WrappingKey(slot with { Salt = "00" }));
        foreach (PassphraseCost cost in (PassphraseCost[])[new(int.MaxValue, 1, 1), new(64, int.MaxValue, 1), new(64, 1, int.MaxValue), new(64, 0, 1), new(0, 1, 1), new(64, 1, 9)])
        {
            Assert.Null(secret.WrappingKey(slot with { Argon2id = cost }));
        }
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}
